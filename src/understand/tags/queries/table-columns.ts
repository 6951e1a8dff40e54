import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'

/** ClickHouse types of a table's columns by name; empty when there is no such table. */
export async function tableColumns(
  clickhouse: ClickHouse,
  table: string,
  options: StatementOptions,
): Promise<Map<string, string>> {
  const rows = await clickhouse.query(
    `SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String}`,
    { table },
    z.object({ name: z.string(), type: z.string() }),
    options,
  )
  return new Map(rows.map(({ name, type }) => [name, type]))
}
