import { z } from 'zod'
import type { ClickHouse } from '../../platform/clickhouse/clickhouse.ts'

/** Tables that no analysis reads, and that change all the time. */
const notRead = `('dead_letter', 'event_message', 'identifier', 'identity_link', 'journey_step', 'touch', 'touch_receipt')`

/**
 * A text that changes with every insert, mutation and exchange of a table that analyses read, and with the reload of
 * merged customers; not with background merges of parts, which change no answer.
 *
 * Blocks and mutations of a table are counted together, so the greatest of their numbers says how far a partition is: a
 * merged part keeps its last block, and the data version of a part that was never mutated is its first block. While a
 * mutation is under way, and for a second after a reload (whose instant is kept in whole seconds), every version is
 * another one: what is answered meanwhile may be wrong a moment later.
 */
export async function readDataVersion(clickhouse: ClickHouse): Promise<string> {
  const [found] = await clickhouse.query(
    `SELECT toString(cityHash64(
  (SELECT groupArray(part) FROM (
    SELECT (table, partition_id, greatest(max(max_block_number), max(toInt64(data_version)))) AS part FROM system.parts
    WHERE database = currentDatabase() AND active AND table NOT IN ${notRead}
    GROUP BY table, partition_id ORDER BY table, partition_id)),
  (SELECT groupArray(id) FROM (SELECT (name, uuid) AS id FROM system.tables WHERE database = currentDatabase() ORDER BY name)),
  (SELECT groupArray(loaded) FROM (SELECT (name, toString(last_successful_update_time)) AS loaded FROM system.dictionaries WHERE database = currentDatabase() ORDER BY name)),
  if((SELECT count() FROM system.mutations WHERE database = currentDatabase() AND NOT is_done AND table NOT IN ${notRead}) > 0
    OR (SELECT countIf(last_successful_update_time >= now() - 1) FROM system.dictionaries WHERE database = currentDatabase()) > 0,
    toString(now64(9)), ''))) AS version`,
    {},
    z.object({ version: z.string() }),
  )
  return found?.version ?? ''
}
