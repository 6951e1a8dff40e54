import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { identifier } from '../../../platform/clickhouse/literal.ts'
import { isPresent, type TagColumn } from '../kinds/index.ts'

const row = z.object({ customers: z.coerce.number(), present: z.array(z.coerce.number()) })

/**
 * How many customers a group's table holds, and which share of them has a value of each tag.
 * @param rowsSql the table, or some of its rows
 */
export async function groupStatistics(
  clickhouse: ClickHouse,
  rowsSql: string,
  columns: readonly (TagColumn & { readonly key: string })[],
  options: StatementOptions,
): Promise<{ customers: number; coverage: number[] }> {
  const present = columns.map((column) => `countIf(${isPresent(column, identifier(column.key))})`)
  const [found] = await clickhouse.query(
    `SELECT count() AS customers, [${present.join(', ')}] AS present FROM ${rowsSql}`,
    {},
    row,
    options,
  )
  const customers = found?.customers ?? 0
  return {
    customers,
    coverage: columns.map((_, i) => (customers === 0 ? 0 : (found?.present[i] ?? 0) / customers)),
  }
}
