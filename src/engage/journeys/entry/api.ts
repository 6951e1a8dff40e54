import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { journeyTables } from '../store.ts'
import type { Comers, EntryScope } from './entry-kind.ts'

/** Most requests that one tick lets in. */
const mostRequests = 50

/** Customers whom other systems sent since (see enter-journey.ts). */
export async function apiComers({ connection, journey, state }: EntryScope): Promise<Comers | null> {
  const requests = await journeyTables(connection)
    .selectFrom('journey_entry_request')
    .select(['id', 'customers'])
    .where('journey_id', '=', journey.id)
    .where('id', '>', state.request ?? 0)
    .orderBy('id')
    .limit(mostRequests)
    .execute()
  const newest = requests.at(-1)
  if (!newest) return null
  const customers = literal(
    requests.flatMap((request) => request.customers),
    'Array(UInt32)',
  )
  return {
    sql: `SELECT ${canonical('number')} AS customer FROM (SELECT arrayJoin(${customers}) AS number)`,
    few: true,
    state: () => ({ request: newest.id }),
  }
}
