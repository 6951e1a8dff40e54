import { ManualClock } from '../../../platform/clock.ts'
import type { Context } from '../../../platform/context.ts'
import { openScratch } from '../../../platform/scratch/open-scratch.ts'
import { latestSnapshot, snapshotSegment } from '../../../understand/segments/index.ts'
import { readCounts } from '../counts/read-counts.ts'
import { type JourneyGraph, journeyGraph } from '../schema.ts'
import { estimateCost } from './estimate-cost.ts'
import { moveAlong } from '../rehearsal/move-along.ts'
import { ownTables } from '../rehearsal/own-tables.ts'
import { remarksOf } from './remarks.ts'
import { type DryRunRequest, dryRunRequest, type DryRunResult } from './schema.ts'
import { stageJourney } from '../rehearsal/stage-journey.ts'
import type { TrialRun } from '../trials/trial-job.ts'

const day = 86_400_000
const hour = 3_600_000
/** How far the clock is moved when nothing is said: entries that go on for ever have to be cut off somewhere. */
const usualDays = { bounded: 366, open: 30 }
/** Everybody gets everything and answers nothing: the longest way, and the most that it can cost. */
const nobodyAnswers = { delivered: 1, opened: 0, clicked: 0 }

/**
 * Run a draft over its real audience without anyone noticing: the engine, the gate and the clock are the real ones,
 * the tables that are written are copies, and the clock is moved along as fast as the work is done.
 * @param graph the draft
 * @throws AppError invalid_definition when it could not be published
 */
export async function runDryRun(
  ctx: Context,
  key: string,
  graph: unknown,
  input: DryRunRequest,
  { signal, onProgress }: Partial<TrialRun> = {},
): Promise<DryRunResult> {
  const request = dryRunRequest.parse(input)
  const from = request.from === undefined ? ctx.clock.now() : new Date(request.from)
  const clock = new ManualClock(from)
  const scratch = await openScratch(ctx, { clock, ...ownTables })
  try {
    await stageJourney(scratch.ctx, key, { graph, response: nobodyAnswers })
    const staged = journeyGraph.parse(graph)
    const audience = await prepareAudience(scratch.ctx, staged, request.audience, signal)
    const open = staged.entry.type !== 'segment'
    const days = request.days ?? (open ? usualDays.open : usualDays.bounded)
    const until = new Date(from.getTime() + days * day)
    const { ticks } = await moveAlong(scratch.ctx, {
      clock,
      until,
      longestStep: request.from === undefined ? day : hour,
      waitForEntries: open,
      signal,
      onInstant: (now) =>
        onProgress?.((now.getTime() - from.getTime()) / (days * day), now) ?? Promise.resolve(),
    })
    const {
      version: _version,
      committedTick: _tick,
      asOf: _asOf,
      ...counts
    } = await readCounts(scratch.ctx, key)
    const suppressed: Record<string, number> = {}
    for (const [reason, contacts] of counts.channels.flatMap((channel) =>
      Object.entries(channel.suppressed),
    )) {
      suppressed[reason] = (suppressed[reason] ?? 0) + contacts
    }
    return {
      ...counts,
      from: from.toISOString(),
      until: clock.now().toISOString(),
      ticks,
      audience: audience ?? counts.entered,
      suppressed,
      cost: await estimateCost(scratch.ctx, counts.channels),
      remarks: remarksOf(staged, { replay: request.from !== undefined, inside: counts.inside }),
    }
  } finally {
    await scratch.close()
  }
}

/** How many customers are in the entry's segment; a snapshot is taken in the scratch when one is wanted or missing. */
async function prepareAudience(
  scratch: Context,
  { entry }: JourneyGraph,
  wanted: 'latest' | 'fresh',
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  if (entry.type !== 'segment') return undefined
  const latest = wanted === 'latest' ? await latestSnapshot(scratch, entry.segment) : null
  const { customers } = latest ?? (await snapshotSegment(scratch, entry.segment, { signal }))
  return customers
}
