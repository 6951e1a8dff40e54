import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import type { CompiledRule } from '../../rules/index.ts'

/**
 * Words are few rows, which one thread alone would read. Measured with 12 million customers: six conditions 81 ms
 * against 100, the 95th percentile 107 against 162.
 */
const settings = {
  merge_tree_min_rows_for_concurrent_read: 8192,
  merge_tree_min_bytes_for_concurrent_read: 1,
}

/** How many customers a compiled rule means. */
export async function countMembers(
  clickhouse: ClickHouse,
  { countSql }: Pick<CompiledRule, 'countSql'>,
  options: StatementOptions = {},
): Promise<number> {
  const [found] = await clickhouse.query(countSql, {}, z.object({ customers: z.coerce.number() }), {
    ...options,
    settings: { ...settings, ...options.settings },
  })
  return found?.customers ?? 0
}
