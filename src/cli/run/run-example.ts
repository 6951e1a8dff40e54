import { type ImportReport, type Plan, runImport } from '../../collect/imports/index.ts'
import { applyJourneyDefinitions, tickJourneys } from '../../engage/journeys/index.ts'
import { refreshEffects } from '../../learn/effects/index.ts'
import type { ManualClock } from '../../platform/clock.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { applySegmentDefinitions, snapshotSegment } from '../../understand/segments/index.ts'
import { applyTagDefinitions, refreshTagGroups } from '../../understand/tags/index.ts'
import type { Example } from './read-example.ts'
import { readRunResults, type RunResults } from './read-run-results.ts'
import { readProgress, refuseForeignStore, saveProgress } from './run-progress.ts'

export interface RunInput extends Example {
  readonly plan: Plan
  readonly directory: string
  readonly progress?: (step: string) => void
}

export interface RunReport extends RunResults {
  readonly currency: string
  readonly imported: ImportReport
  /** Instants at which the loop ran, this time and before. */
  readonly ticks: number
  readonly end: Date
}

const day = 86_400_000

/**
 * The whole loop over a bank's history: import, then at every instant of run.yaml tags → segments → journeys →
 * messages, at last the effects. What was done is remembered, so running it again does nothing twice and an
 * interrupted run goes on where it stopped; the report is the same.
 */
export async function runExample(ctx: Context, clock: ManualClock, input: RunInput): Promise<RunReport> {
  const { run, plan, progress } = input
  await refuseForeignStore(ctx, run.name, plan.name)
  const done = await readProgress(ctx, run.name)
  if (done) clock.moveTo(done)
  const imported = await runImport(ctx, {
    plan,
    directory: input.directory,
    progress: (target, counts) => counts === undefined && progress?.(`import ${target}`),
  })
  await saveProgress(ctx, run.name, done)
  await applyTagDefinitions(ctx, input.tags)

  const instants = instantsOf(run)
  for (const instant of instants) {
    if (done && instant < done) continue
    clock.moveTo(instant)
    progress?.(instant.toISOString().slice(0, 10))
    await advance(ctx, input, instant)
    await saveProgress(ctx, run.name, instant)
  }
  await refreshEffects(ctx)
  return {
    ...(await readRunResults(ctx, input)),
    currency: run.currency,
    imported,
    ticks: instants.length,
    end: run.end,
  }
}

/** One turn of the loop. Repeating it at the same instant changes nothing. */
async function advance(ctx: Context, input: RunInput, instant: Date): Promise<void> {
  for (const { group, error, stale } of await refreshTagGroups(ctx)) {
    if (error !== null) throw new AppError('internal', `The tag group "${group}" failed: ${error}`)
    const [kept] = Object.entries(stale)
    if (kept) throw new AppError('internal', `The tag "${kept[0]}" could not be computed: ${kept[1]}`)
  }
  if (input.segments !== undefined) {
    const { segments } = await applySegmentDefinitions(ctx, input.segments)
    for (const key of segments) await snapshotSegment(ctx, key, { asOf: instant })
  }
  if (input.journeys === undefined) return
  await applyJourneyDefinitions(ctx, input.journeys)
  await tickJourneys(ctx)
}

function instantsOf({ start, end, everyDays }: Example['run']): Date[] {
  const instants: Date[] = []
  for (let at = start.getTime(); at < end.getTime(); at += everyDays * day) instants.push(new Date(at))
  return [...instants, end]
}
