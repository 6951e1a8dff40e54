import { z } from 'zod'
import { withinScopeSql } from '../../govern/access/index.ts'
import { canonical } from '../../platform/clickhouse/canonical.ts'
import type { Context } from '../../platform/context.ts'
import { cutPage, decodeCursor } from '../../platform/http/route-kit.ts'
import type { relationQuery, RelationView } from './schema.ts'

const cursor = z.tuple([z.number(), z.string(), z.number()])
const row = z.object({
  customer: z.number(),
  related: z.number(),
  kind: z.string(),
  detail: z.string(),
  origin: z.string(),
  customerNumber: z.string(),
  relatedNumber: z.string(),
})

/** Who stands in which relation to whom, by customer; both of them in the data scope. */
export async function listRelations(
  ctx: Context,
  query: z.output<typeof relationQuery>,
): Promise<{ items: RelationView[]; next: string | null }> {
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, cursor)
  const who = `(SELECT ${canonical('customer')} FROM identifier WHERE namespace = 'customer_number' AND value = {number:String})`
  const within = (column: string): string[] => {
    const condition = withinScopeSql(ctx.actor, canonical(column))
    return condition === null ? [] : [condition]
  }
  const where = [
    ...within('customer'),
    ...within('related'),
    ...(query.kind ? ['kind = {kind:String}'] : []),
    ...(query.customerNumber === undefined
      ? []
      : [`(${canonical('customer')} IN ${who} OR ${canonical('related')} IN ${who})`]),
    ...(after ? ['(customer, toString(kind), related) > ({a:UInt32}, {b:String}, {c:UInt32})'] : []),
  ]
  const rows = await ctx.clickhouse.query(
    `WITH page AS (
       SELECT customer, related, kind, detail, origin FROM relation FINAL
       ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
       ORDER BY customer, kind, related LIMIT {limit:UInt32})
     SELECT page.customer AS customer, page.related AS related, page.kind AS kind, page.detail AS detail,
       page.origin AS origin, one.number AS customerNumber, other.number AS relatedNumber
     FROM page
     LEFT JOIN (SELECT customer, number FROM customer FINAL WHERE customer IN (SELECT customer FROM page)) AS one
       ON one.customer = page.customer
     LEFT JOIN (SELECT customer, number FROM customer FINAL WHERE customer IN (SELECT related FROM page)) AS other
       ON other.customer = page.related
     ORDER BY customer, kind, related`,
    {
      number: query.customerNumber,
      kind: query.kind,
      a: after?.[0],
      b: after?.[1],
      c: after?.[2],
      limit: query.limit + 1,
    },
    row,
  )
  const { items: page, next } = cutPage(rows, query.limit, (last) => [last.customer, last.kind, last.related])
  return {
    items: page.map(({ customerNumber, relatedNumber, kind, detail, origin }) => ({
      customerNumber,
      relatedNumber,
      kind,
      detail,
      origin,
    })),
    next,
  }
}
