import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'

/** How many customers a compiled rule means. */
export async function countMembers(
  clickhouse: ClickHouse,
  bitmapSql: string,
  options?: StatementOptions,
): Promise<number> {
  const [found] = await clickhouse.query(
    `SELECT bitmapCardinality(${bitmapSql}) AS customers`,
    {},
    z.object({ customers: z.coerce.number() }),
    options,
  )
  return found?.customers ?? 0
}
