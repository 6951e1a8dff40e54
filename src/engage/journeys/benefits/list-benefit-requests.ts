import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { cutPage, decodeCursor, pageQuery } from '../../../platform/http/route-kit.ts'
import { findJourney } from '../counts/find-journey.ts'
import { instant } from '../instant.ts'

export const benefitQuery = pageQuery.extend({
  benefit: z.string().max(64).optional().describe('Key of a benefit'),
})

export const benefitRequest = z.object({
  id: z.guid(),
  at: z.iso.datetime(),
  tick: z.number().int(),
  node: z.string(),
  customer: z.number().int(),
  customerNumber: z.string(),
  benefit: z.string(),
})

const cursorShape = z.tuple([z.number().int().min(0).max(4_294_967_295), z.guid()])

/** What a journey asked the benefit system to grant, the newest tick first. */
export async function listBenefitRequests(
  ctx: Context,
  key: string,
  query: z.output<typeof benefitQuery>,
): Promise<{ items: z.infer<typeof benefitRequest>[]; next: string | null }> {
  const { id, committed_tick } = await findJourney(ctx, key)
  const after = query.cursor ? decodeCursor(query.cursor, cursorShape) : undefined
  const rows = await ctx.clickhouse.query(
    `
    WITH page AS (
      SELECT * FROM benefit_request FINAL
      WHERE journey = {journey:UInt32} AND tick <= {committed:UInt32}
        ${query.benefit === undefined ? '' : 'AND benefit = {benefit:String}'}
        ${after ? 'AND (tick, request) < ({afterTick:UInt32}, {afterRequest:UUID})' : ''}
      ORDER BY tick DESC, request DESC LIMIT {limit:UInt32}
    )
    SELECT request AS id, at, tick, node, page.customer AS customer, known.number AS customerNumber, benefit
    FROM page
    LEFT JOIN (
      SELECT customer, number FROM customer FINAL WHERE customer IN (SELECT customer FROM page)
    ) AS known USING customer
    ORDER BY tick DESC, id DESC`,
    {
      journey: id,
      committed: committed_tick,
      benefit: query.benefit ?? '',
      afterTick: after?.[0] ?? 0,
      afterRequest: after?.[1] ?? '00000000-0000-0000-0000-000000000000',
      limit: query.limit + 1,
    },
    z.object({ ...benefitRequest.shape, id: z.string(), at: instant }),
  )
  return cutPage(rows, query.limit, (last) => [last.tick, last.id])
}
