import type { ClickHouse } from '../../../platform/clickhouse/clickhouse.ts'
import { identifier } from '../../../platform/clickhouse/literal.ts'

/** Take away a table of tag values, if it is there. */
export async function dropTable(clickhouse: ClickHouse, table: string): Promise<void> {
  await clickhouse.command(`DROP TABLE IF EXISTS ${identifier(table)} SYNC`, {}, { pool: 'long' })
}
