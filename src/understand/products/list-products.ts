import { z } from 'zod'
import { defineQuery } from '../../platform/clickhouse/define-query.ts'
import type { Context } from '../../platform/context.ts'
import { cutPage, decodeCursor, pageQuery } from '../../platform/http/route-kit.ts'

export const productView = z.object({
  product: z.string().describe("The bank's key, as holdings and templates name it"),
  name: z.object({ 'zh-CN': z.string(), en: z.string() }),
  class: z.string().describe('current, time_deposit, wealth, fund, insurance, card, credit_card, loan, …'),
  risk: z.string().describe("R1 … R5; '' when it has none"),
})
export const productQuery = pageQuery.extend({
  search: z.string().trim().max(100).optional().describe('Part of the key or of a name'),
  class: z.string().max(64).optional(),
})

const readProducts = defineQuery({
  sql: `
    SELECT product, name, name_en, class, risk FROM product FINAL
    WHERE product > {after:String} AND product != ''
      AND ({class:String} = '' OR class = {class:String})
      AND ({search:String} = '' OR positionCaseInsensitiveUTF8(concat(product, '\\n', name, '\\n', name_en), {search:String}) > 0)
    ORDER BY product LIMIT {limit:UInt32}`,
  parameters: z.object({ after: z.string(), class: z.string(), search: z.string(), limit: z.number() }),
  row: z.object({
    product: z.string(),
    name: z.string(),
    name_en: z.string(),
    class: z.string(),
    risk: z.string(),
  }),
})

/** The bank's products by key. A name that is missing in one language is that of the other, or the key. */
export async function listProducts(
  ctx: Context,
  { cursor, limit, search = '', class: of = '' }: z.output<typeof productQuery>,
): Promise<{ items: z.output<typeof productView>[]; next: string | null }> {
  const after = cursor === undefined ? '' : decodeCursor(cursor, z.string())
  const rows = await readProducts(ctx.clickhouse, { after, class: of, search, limit: limit + 1 })
  const { items: page, next } = cutPage(rows, limit, ({ product }) => product)
  return {
    items: page.map(({ product, name, name_en: english, class: kind, risk }) => ({
      product,
      name: { 'zh-CN': name || english || product, en: english || name || product },
      class: kind,
      risk,
    })),
    next,
  }
}
