import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import type { CompiledRule } from '../../rules/index.ts'

/** How many customers a compiled rule means. */
export async function countMembers(
  clickhouse: ClickHouse,
  { countSql }: Pick<CompiledRule, 'countSql'>,
  options?: StatementOptions,
): Promise<number> {
  const [found] = await clickhouse.query(countSql, {}, z.object({ customers: z.coerce.number() }), options)
  return found?.customers ?? 0
}
