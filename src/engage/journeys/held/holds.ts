import type { Postgres } from '../../../platform/context.ts'
import { journeyTables } from '../store.ts'
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
  /** Touches that wait until then at most are asked about; null: all of them. */
  readonly until: Date | null
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

/** Holds of a journey, those until an instant or all of them, oldest first. */
export async function readHolds(connection: Postgres, journey: number, until?: Date): Promise<DueHold[]> {
  let query = journeyTables(connection)
    .selectFrom('touch_hold')
    .selectAll()
    .where('journey_id', '=', journey)
    .orderBy('tick')
  if (until) query = query.where('until', '<=', until)
  return (await query.execute()).map((row) => ({ ...row, held: Number(row.held) }))
}
