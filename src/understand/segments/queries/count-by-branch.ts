import { z } from 'zod'
import type { StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import type { Context } from '../../../platform/context.ts'

interface BranchCount {
  readonly code: string
  readonly name: string
  readonly customers: number
}

/** How many customers of a bitmap each branch keeps, the largest first; '' = none. */
export async function countByBranch(
  ctx: Context,
  bitmapSql: string,
  options?: StatementOptions,
): Promise<BranchCount[]> {
  const rows = await ctx.clickhouse.query(
    `WITH ${bitmapSql} AS members
SELECT branch AS code, count() AS customers FROM customer FINAL
WHERE bitmapContains(members, customer) GROUP BY branch ORDER BY customers DESC, code`,
    {},
    z.object({ code: z.string(), customers: z.coerce.number() }),
    options,
  )
  const names = await ctx.postgres
    .withTables<{ organisation: { code: string; name: string } }>()
    .selectFrom('organisation')
    .select(['code', 'name'])
    .execute()
  const nameOf = new Map(names.map(({ code, name }) => [code, name]))
  return rows.map(({ code, customers }) => ({ code, name: nameOf.get(code) ?? code, customers }))
}
