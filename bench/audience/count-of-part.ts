import { z } from 'zod'
import type { Context } from '../../src/platform/context.ts'
import { compileRule } from '../../src/understand/rules/index.ts'
import { loadRuleCatalogue } from '../../src/understand/segments/load-catalogue.ts'

/** How many of the customers 1 … `customers` a rule means. */
export async function countOfPart(ctx: Context, rule: unknown, customers: number): Promise<number> {
  const catalogue = await loadRuleCatalogue(ctx)
  const { bitmapSql } = compileRule(rule, { catalogue, asOf: ctx.clock.now(), timezone: ctx.config.timezone })
  const [found] = await ctx.clickhouse.query(
    `SELECT bitmapCardinality(bitmapSubsetInRange(${bitmapSql}, 0, ${customers + 1})) AS customers`,
    {},
    z.object({ customers: z.coerce.number() }),
  )
  return found?.customers ?? 0
}
