import { z } from 'zod'
import { canonical } from '../../platform/clickhouse/canonical.ts'
import type { Context } from '../../platform/context.ts'
import { decodeCursor, encodeCursor } from '../../platform/http/route-kit.ts'
import { committedSql, readCommittedTicks } from '../contact-gate/index.ts'
import type { TouchQuery, TouchView } from './schema.ts'

const cursorShape = z.tuple([z.string(), z.string()])
const instant = (text: string): string => `${text.replace(' ', 'T')}Z`

const row = z.object({
  touch: z.string(),
  at: z.string().transform(instant),
  customer: z.number(),
  customerNumber: z.string(),
  journey: z.number(),
  node: z.string(),
  channel: z.string(),
  template: z.string(),
  outcome: z.enum(['queued', 'suppressed']),
  reason: z.string(),
  receipts: z.array(z.string()),
})

/**
 * The contacts that were made or suppressed, newest first, with what is known of each by now.
 * @param members of one customer only, whichever of its numbers they were made to
 */
export async function listTouches(
  ctx: Context,
  query: TouchQuery,
  members?: readonly number[],
): Promise<{ items: TouchView[]; next: string | null }> {
  const journeys = await ctx.postgres
    .withTables<{ journey: { id: number; key: string } }>()
    .selectFrom('journey')
    .select(['id', 'key'])
    .execute()
  const keys = new Map(journeys.map(({ id, key }) => [id, key]))
  const journey = journeys.find(({ key }) => key === query.journey)
  if (query.journey !== undefined && !journey) return { items: [], next: null }
  const after = query.cursor ? decodeCursor(query.cursor, cursorShape) : undefined
  const where = [committedSql(await readCommittedTicks(ctx)), 'at <= {now:DateTime64(3)}']
  if (query.customerNumber !== undefined) where.push(`customer IN (${numbersOf('{number:String}')})`)
  if (members) where.push('customer IN {members:Array(UInt32)}')
  if (journey) where.push('journey = {journey:UInt32}')
  if (query.channel) where.push('channel = {channel:String}')
  if (query.outcome) where.push('outcome = {outcome:String}')
  if (query.reason) where.push('reason = {reason:String}')
  if (after) where.push('(at, touch) < ({afterAt:DateTime64(3)}, {afterTouch:UUID})')
  const rows = await ctx.clickhouse.query(
    `
    WITH page AS (
      SELECT * FROM touch WHERE ${where.join(' AND ')} ORDER BY at DESC, touch DESC LIMIT {limit:UInt32}
    )
    SELECT touch, at, page.customer AS customer, known.number AS customerNumber, journey, node, channel, template, outcome, reason,
           received.receipts AS receipts
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
      now: ctx.clock.now(),
      number: query.customerNumber ?? '',
      members: members ?? [],
      journey: journey?.id ?? 0,
      channel: query.channel ?? '',
      outcome: query.outcome ?? '',
      reason: query.reason ?? '',
      afterAt: after?.[0] ?? ctx.clock.now(),
      afterTouch: after?.[1] ?? '00000000-0000-0000-0000-000000000000',
      limit: query.limit + 1,
    },
    row,
  )
  const items = rows.slice(0, query.limit)
  const last = items.at(-1)
  return {
    items: items.map((item) => ({ ...item, journey: keys.get(item.journey) ?? '' })),
    next: rows.length > query.limit && last ? encodeCursor([last.at, last.touch]) : null,
  }
}

/** Every number that stands for the customer with this bank number: its own and those merged into it. */
function numbersOf(number: string): string {
  const whole = `
    SELECT ${canonical('customer')} AS person FROM identifier FINAL
    WHERE namespace = 'customer_number' AND value = ${number}`
  return `
    SELECT arrayJoin(arrayConcat([person], (
      SELECT groupArray(customer) FROM customer_merge FINAL WHERE into IN (${whole})))) FROM (${whole})`
}
