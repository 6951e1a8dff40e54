import { sql } from 'kysely'
import type { ManualClock } from '../../../platform/clock.ts'
import type { Context } from '../../../platform/context.ts'
import { dispatchTouches } from '../../channels/index.ts'
import { releaseHeld } from '../held/release-held.ts'
import { tickJourneys } from '../tick-journeys-job.ts'

const minute = 60_000

export interface Stretch {
  readonly clock: ManualClock
  readonly until: Date
  /** The clock never moves by more than this, so that what happens meanwhile is noticed. */
  readonly longestStep: number
  /** Go on to the end of the stretch even when nobody is inside: others may come. */
  readonly waitForEntries: boolean
  readonly signal?: AbortSignal | undefined
  /** Called before each instant's ticks. */
  readonly onInstant?: (now: Date) => Promise<void>
  /** Called after them. */
  readonly afterTicks?: () => Promise<void>
}

/**
 * Run the journeys of a scratch along the clock: at every instant at which somebody can go on, the very jobs that run
 * them in earnest run once. Answers how many ticks that were.
 */
export async function moveAlong(scratch: Context, stretch: Stretch): Promise<{ ticks: number }> {
  const { clock, until, signal } = stretch
  let ticks = 0
  for (;;) {
    signal?.throwIfAborted()
    await stretch.onInstant?.(clock.now())
    const advances = await tickJourneys(scratch, signal)
    ticks += Object.values(advances).reduce((sum, advance) => sum + advance.ticks, 0)
    const { asked } = await releaseHeld(scratch, signal)
    if (asked > 0) await dispatchTouches(scratch, signal)
    await stretch.afterTicks?.()
    const now = clock.now()
    if (now >= until) return { ticks }
    const ready = await nextReady(scratch)
    if (!ready && !stretch.waitForEntries) return { ticks }
    const wanted = ready?.getTime() ?? Number.POSITIVE_INFINITY
    const next = Math.min(
      Math.max(wanted, now.getTime() + minute),
      now.getTime() + stretch.longestStep,
      until.getTime(),
    )
    clock.moveTo(new Date(next))
  }
}

/** The earliest instant for which somebody or something waits; undefined when nobody does. */
async function nextReady({ postgres }: Context): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date | null }>`
    SELECT least(
      (SELECT min(wake) FROM journey_cohort JOIN journey ON journey.id = journey_id WHERE status = 'running'),
      (SELECT min(until) FROM touch_hold JOIN journey ON journey.id = journey_id
       WHERE status = 'running' AND (released IS NULL OR until > released)),
      (SELECT min(coalesce(not_before, dispatch.updated_at)) FROM dispatch WHERE state IN ('pending', 'running'))
    ) AS at`.execute(postgres)
  return rows[0]?.at ?? undefined
}
