import { z } from 'zod'
import { canonical } from '../../../../platform/clickhouse/canonical.ts'
import { defineQuery } from '../../../../platform/clickhouse/define-query.ts'
import type { Context } from '../../../../platform/context.ts'

/** Message templates that these customers refused and have not subscribed to since. */
export const readRefusals = defineQuery({
  sql: `
    SELECT ${canonical('customer')} AS person, template FROM template_refusal FINAL
    WHERE customer IN {customers:Array(UInt32)}
       OR customer IN (SELECT customer FROM customer_merge FINAL WHERE into IN {customers:Array(UInt32)})
    GROUP BY person, template
    HAVING argMax(refused, at) = 1`,
  parameters: z.object({ customers: z.array(z.number()) }),
  row: z.object({ person: z.number(), template: z.string() }),
})

export async function storeRefusals(
  ctx: Context,
  refusals: readonly { customer: number; template: string; refused: boolean; at: Date }[],
): Promise<void> {
  if (refusals.length === 0) return
  await ctx.clickhouse.insert(
    'template_refusal',
    ['customer', 'template', 'refused', 'at'],
    refusals
      .map(({ customer, template, refused, at }) =>
        JSON.stringify({ customer, template, refused: refused ? 1 : 0, at: at.toISOString() }),
      )
      .join('\n'),
  )
}
