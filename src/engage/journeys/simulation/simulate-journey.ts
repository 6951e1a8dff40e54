import { ManualClock } from '../../../platform/clock.ts'
import type { Context } from '../../../platform/context.ts'
import { openScratch } from '../../../platform/scratch/open-scratch.ts'
import { latestSnapshot, snapshotSegment } from '../../../understand/segments/index.ts'
import { findJourney } from '../counts/find-journey.ts'
import { readCounts } from '../counts/read-counts.ts'
import type { JourneyCounts } from '../counts/schema.ts'
import { moveAlong } from '../rehearsal/move-along.ts'
import { ownTables } from '../rehearsal/own-tables.ts'
import { stageJourney } from '../rehearsal/stage-journey.ts'
import { journeyGraph } from '../schema.ts'
import type { TrialRun } from '../trials/trial-job.ts'
import { responsePlanter } from './plant-responses.ts'
import { type SimulationOptions, simulationOptions } from './schema.ts'

const day = 86_400_000
const hour = 3_600_000

export interface Simulation<Measured> {
  readonly counts: JourneyCounts
  readonly ticks: number
  readonly from: Date
  readonly until: Date
  /** What `measure` found in the scratch at the end. */
  readonly measured: Measured
}

/**
 * Travel in time: run a journey over today's customers for so many days, with what they will do drawn at random, as
 * fast as the work is done. Engine, gate, channels and reports are the real ones over copies; nothing real changes.
 * @param measure looks at the end of it, with a context in which all of it happened
 * @throws AppError not_found, invalid_definition
 */
export async function simulateJourney<Measured>(
  ctx: Context,
  key: string,
  input: SimulationOptions,
  measure: (scratch: Context) => Promise<Measured>,
  run: Partial<TrialRun> & {
    /** A draft that was kept before; else the draft of now. */
    readonly graph?: unknown
  } = {},
): Promise<Simulation<Measured>> {
  const { days, responses, contacts, seed, stepHours } = simulationOptions.parse(input)
  const graph = run.graph ?? (await findJourney(ctx, key)).graph
  const from = ctx.clock.now()
  const until = new Date(from.getTime() + days * day)
  const clock = new ManualClock(from)
  const scratch = await openScratch(ctx, { clock, ...ownTables })
  try {
    await stageJourney(scratch.ctx, key, { graph, response: contacts })
    const staged = journeyGraph.parse(graph)
    if (
      staged.entry.type === 'segment' &&
      (await latestSnapshot(scratch.ctx, staged.entry.segment)) === null
    ) {
      await snapshotSegment(scratch.ctx, staged.entry.segment, { signal: run.signal })
    }
    const plant = responsePlanter(scratch.ctx, key, staged, { responses, seed })
    const { ticks } = await moveAlong(scratch.ctx, {
      clock,
      until,
      longestStep: stepHours * hour,
      waitForEntries: true,
      signal: run.signal,
      onInstant: (now) =>
        run.onProgress?.((now.getTime() - from.getTime()) / (days * day), now) ?? Promise.resolve(),
      afterTicks: plant,
    })
    const counts = await readCounts(scratch.ctx, key)
    return { counts, ticks, from, until: clock.now(), measured: await measure(scratch.ctx) }
  } finally {
    await scratch.close()
  }
}
