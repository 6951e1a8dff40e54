import { sql } from 'kysely'
import type { Postgres } from '../../../platform/context.ts'

/**
 * Running journeys into which other systems sent customers who have not entered yet: number → a mark that changes when
 * a request comes or one was read. A journey whose mark stays cannot take them now (it has not begun, say).
 */
export async function askedByApi(postgres: Postgres): Promise<Map<number, string>> {
  const { rows } = await sql<{ id: number; mark: string }>`
    SELECT journey.id, concat(asked.newest, ' ', journey.entry_state ->> 'request') AS mark
    FROM journey
    CROSS JOIN LATERAL (
      SELECT max(id) AS newest FROM journey_entry_request WHERE journey_id = journey.id
    ) AS asked
    WHERE journey.status = 'running'
      AND asked.newest > coalesce((journey.entry_state ->> 'request')::bigint, 0)`.execute(postgres)
  return new Map(rows.map(({ id, mark }) => [id, mark]))
}
