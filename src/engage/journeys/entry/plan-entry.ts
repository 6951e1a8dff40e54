import { sql } from 'kysely'
import { localClock } from '../../../platform/local-clock.ts'
import { businessDay } from '../../../understand/rules/index.ts'
import type { Entry, JourneyGraph } from '../schema.ts'
import { apiComers } from './api.ts'
import { dateComers } from './date.ts'
import type { Comers, EntryScope } from './entry-kind.ts'
import { eventComers } from './event.ts'
import { journeyComers } from './other-journey.ts'
import { segmentComers } from './segment.ts'

/** Who is let in by one tick, and where to. */
export interface EntryPlan {
  readonly version: number
  readonly entry: Entry
  readonly comers: Comers
  /** How many may still come in; null: everybody. Whom there is no room for is passed by (but see segment.ts). */
  readonly room: number | null
}

/** Only an event says who comes: no rule has to hold and no cap leaves anybody outside. */
export function comesByEventAlone({ comers, entry, room }: EntryPlan): boolean {
  return comers.events !== undefined && entry.rule === undefined && room === null
}

/** What the entry of a running journey has to do; null when nobody comes. */
export async function planEntry(
  scope: EntryScope,
  version: number,
  graph: JourneyGraph,
  closed: boolean,
): Promise<EntryPlan | null> {
  const { now } = scope
  if (graph.startsAt !== undefined && now < new Date(graph.startsAt)) return null
  const { entry } = graph
  const comers = await comersOf(scope, entry)
  if (!comers) return null
  const over = closed || (graph.endsAt !== undefined && now >= new Date(graph.endsAt))
  const room = over ? 0 : await readRoom(scope, entry)
  return { version, entry, comers, room }
}

async function comersOf(scope: EntryScope, entry: Entry): Promise<Comers | null> {
  switch (entry.type) {
    case 'segment':
      return segmentComers(scope, entry)
    case 'event':
      return eventComers(scope, entry)
    case 'date':
      return dateComers(scope, entry)
    case 'api':
      return apiComers(scope)
    case 'journey':
      return journeyComers(scope, entry)
  }
}

/** Entries that the caps still allow, by what committed ticks let in. */
async function readRoom({ ctx, connection, journey, now }: EntryScope, entry: Entry): Promise<number | null> {
  const { total, perDay } = entry.entryCap ?? {}
  if (total === undefined && perDay === undefined) return null
  const { timezone } = ctx.config
  const today = localClock(timezone).instantAt(businessDay(now, timezone), '00:00')
  const { rows } = await sql<{ total: number; today: number }>`
    SELECT coalesce(sum(move.customers), 0)::bigint AS total,
           coalesce(sum(move.customers) FILTER (WHERE at >= ${today}), 0)::bigint AS today
    FROM journey_tick, jsonb_to_recordset(moves) AS move("from" text, customers bigint)
    WHERE journey_id = ${journey.id} AND move."from" = ''`.execute(connection)
  const entered = rows[0] ?? { total: 0, today: 0 }
  const left = [
    ...(total === undefined ? [] : [total - entered.total]),
    ...(perDay === undefined ? [] : [perDay - entered.today]),
  ]
  return Math.max(0, Math.min(...left))
}
