import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'
import type { Context } from '../../../platform/context.ts'
import type { ContentProblem, TemplateDraft } from '../schema.ts'
import { problem } from './problem.ts'

const countProducts = defineQuery({
  sql: 'SELECT count() AS products FROM product WHERE product = {product:String}',
  parameters: z.object({ product: z.string() }),
  row: z.object({ products: z.coerce.number() }),
})

/** The gate takes a product that nobody knows for the riskiest there is: hardly anybody would get the message. */
export async function checkProduct(ctx: Context, { product }: TemplateDraft): Promise<ContentProblem[]> {
  if (product === null) return []
  const [row] = await countProducts(ctx.clickhouse, { product })
  if (row && row.products > 0) return []
  return [
    problem(
      'error',
      'unknown_product',
      ['product'],
      {
        'zh-CN': `没有产品“${product}”：请填写已导入产品的编号，或先导入该产品`,
        en: `There is no product "${product}": give the key of one that was imported, or import it first`,
      },
      { found: product },
    ),
  ]
}
