import { z } from 'zod'
import type { ClickHouse } from '../../platform/clickhouse/clickhouse.ts'

/**
 * A text that changes with every insert, mutation and exchange of a table that analyses read, and with the reload of
 * merged customers; not with background merges of parts, which change no answer.
 */
export async function readDataVersion(clickhouse: ClickHouse): Promise<string> {
  const [found] = await clickhouse.query(
    `SELECT toString(cityHash64(
  (SELECT groupArray(part) FROM (
    SELECT (table, partition_id, max(max_block_number), max(data_version)) AS part FROM system.parts
    WHERE database = currentDatabase() AND active AND table NOT IN ('dead_letter', 'event_message', 'identifier', 'identity_link', 'journey_step', 'touch', 'touch_receipt')
    GROUP BY table, partition_id ORDER BY table, partition_id)),
  (SELECT groupArray(id) FROM (SELECT (name, uuid) AS id FROM system.tables WHERE database = currentDatabase() ORDER BY name)),
  (SELECT groupArray(toString(last_successful_update_time)) FROM system.dictionaries WHERE database = currentDatabase()))) AS version`,
    {},
    z.object({ version: z.string() }),
  )
  return found?.version ?? ''
}
