import type { TickTouches } from '../ticks/queries/count-tick.ts'

/** The touches of one tick and message that are held for one reason: a row of touch_hold. */
export interface Hold {
  readonly journey_id: number
  readonly tick: number
  readonly version: number
  readonly node: string
  readonly channel: string
  readonly reason: string
  readonly held: number
  readonly until: Date
}

/** A hold with touches that may be asked about again; those until `released` were asked before. */
export interface DueHold extends Hold {
  readonly released: Date | null
}

export interface Release {
  readonly journey: number
  readonly tick: number
  readonly now: Date
  readonly holds: readonly DueHold[]
}

/** What PostgreSQL keeps of the touches that a tick held. */
export function holdsOf(journeyId: number, tick: number, touches: readonly TickTouches[]): Hold[] {
  return touches
    .filter(({ outcome }) => outcome === 'held')
    .map(({ version, node, channel, reason, until, touches: held }) => ({
      journey_id: journeyId,
      tick,
      version,
      node,
      channel,
      reason,
      held,
      until,
    }))
}
