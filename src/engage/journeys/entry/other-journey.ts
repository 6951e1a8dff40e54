import { sql } from 'kysely'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import type { EntryOf } from '../schema.ts'
import { journeyTables } from '../store.ts'
import type { Comers, EntryScope } from './entry-kind.ts'

/** What of another journey's steps lets customers in here. */
const steps = {
  entered: `origin = ''`,
  goal: `node = '$goal'`,
  exit: `ended AND NOT startsWith(node, '$')`,
} as const

/** Customers of another journey, by its committed ticks since the last look. */
export async function journeyComers(
  { connection, state, since }: EntryScope,
  entry: EntryOf<'journey'>,
): Promise<Comers | null> {
  const source = await journeyTables(connection)
    .selectFrom('journey')
    .select(['id', 'committed_tick'])
    .select(
      sql<number>`coalesce((SELECT max(tick) FROM journey_tick WHERE journey_id = journey.id AND at < ${since}), 0)`.as(
        'before',
      ),
    )
    .where('key', '=', entry.journey)
    .executeTakeFirst()
  if (!source) return null
  const after = state.sourceTick ?? source.before
  if (after >= source.committed_tick) return null
  return {
    sql: `SELECT ${canonical('customer')} AS customer FROM journey_step
          WHERE journey = ${source.id} AND tick > ${after} AND tick <= ${source.committed_tick} AND ${steps[entry.at]}`,
    few: false,
    state: () => ({ sourceTick: source.committed_tick }),
  }
}
