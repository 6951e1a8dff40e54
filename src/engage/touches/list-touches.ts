import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { cutPage, decodeCursor } from '../../platform/http/route-kit.ts'
import { filterTouches, instant, untilInstant } from './filter-touches.ts'
import type { TouchQuery, TouchView } from './schema.ts'

const cursorShape = z.tuple([z.string(), z.string()])

const row = z.object({
  touch: z.string(),
  at: instant,
  customer: z.number(),
  customerNumber: z.string(),
  journey: z.number(),
  node: z.string(),
  channel: z.string(),
  template: z.string(),
  category: z.string(),
  outcome: z.enum(['queued', 'held', 'suppressed']),
  reason: z.string(),
  until: untilInstant,
  policyVersion: z.number(),
  receipts: z.array(z.string()),
})

/**
 * What the gate decided about contacts, newest first, with what is known of each by now. A contact that was held stands
 * here once for every time the gate was asked.
 * @param members of one customer only, whichever of its numbers they were made to
 */
export async function listTouches(
  ctx: Context,
  query: TouchQuery,
  members?: readonly number[],
): Promise<{ items: TouchView[]; next: string | null }> {
  const filtered = await filterTouches(ctx, query, members)
  if (!filtered) return { items: [], next: null }
  const after = query.cursor ? decodeCursor(query.cursor, cursorShape) : undefined
  const behind = after ? 'AND (at, touch) < ({afterAt:DateTime64(3)}, {afterTouch:UUID})' : ''
  const rows = await ctx.clickhouse.query(
    `
    WITH page AS (
      SELECT * FROM touch WHERE ${filtered.where} ${behind} ORDER BY at DESC, touch DESC LIMIT {limit:UInt32}
    )
    SELECT touch, at, page.customer AS customer, known.number AS customerNumber, journey, node, channel, template,
           category, outcome, reason, until, policy AS policyVersion, received.receipts AS receipts
    FROM page
    LEFT JOIN (
      SELECT customer, number FROM customer FINAL WHERE customer IN (SELECT customer FROM page)
    ) AS known USING customer
    LEFT JOIN (
      SELECT touch, groupUniqArray(toString(status)) AS receipts FROM touch_receipt
      WHERE (journey, touch) IN (SELECT journey, touch FROM page) AND at <= {now:DateTime64(3)}
      GROUP BY touch
    ) AS received USING touch
    ORDER BY at DESC, touch DESC`,
    {
      ...filtered.parameters,
      afterAt: after?.[0] ?? ctx.clock.now(),
      afterTouch: after?.[1] ?? '00000000-0000-0000-0000-000000000000',
      limit: query.limit + 1,
    },
    row,
  )
  const { items, next } = cutPage(rows, query.limit, (last) => [last.at, last.touch])
  return {
    items: items.map((item) => ({ ...item, journey: filtered.keys.get(item.journey) ?? '' })),
    next,
  }
}
