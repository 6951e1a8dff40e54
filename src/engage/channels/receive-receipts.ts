import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { defineQuery } from '../../platform/clickhouse/define-query.ts'
import { channelTables } from './store.ts'

/** What a provider says became of a message that it took. */
export interface Receipt {
  /** The provider's number of the message; or the touch itself, where the provider was given it as its number. */
  readonly message: string
  readonly status: 'sent' | 'delivered' | 'opened' | 'clicked' | 'failed'
  readonly at: Date
  /** Why it failed, without personal data. */
  readonly detail?: string
}

const readMessages = defineQuery({
  sql: `
    WITH answered AS (
      SELECT message, journey, touch, customer FROM touch_message FINAL
      WHERE route = {route:UInt32} AND message IN {messages:Array(String)}
    )
    SELECT message, journey, touch, customer, version, node, channel FROM answered
    LEFT JOIN (
      SELECT DISTINCT touch, version, node, channel FROM touch
      WHERE customer IN (SELECT customer FROM answered) AND touch IN (SELECT touch FROM answered)
    ) AS made USING touch`,
  parameters: z.object({ route: z.number(), messages: z.array(z.string()) }),
  row: z.object({
    message: z.string(),
    journey: z.number(),
    touch: z.string(),
    customer: z.number(),
    version: z.number(),
    node: z.string(),
    channel: z.string(),
  }),
})

const readKnown = defineQuery({
  sql: `
    SELECT touch, status FROM touch_receipt
    WHERE (journey, touch) IN (
      SELECT journey, touch FROM touch_message FINAL
      WHERE route = {route:UInt32} AND message IN {messages:Array(String)})`,
  parameters: z.object({ route: z.number(), messages: z.array(z.string()) }),
  row: z.object({ touch: z.string(), status: z.string() }),
})

/**
 * Store the receipts of a route, each once however often it comes. One whose message is not known yet (it overtook the
 * answer to our own request) waits and is matched when the message is.
 * @param route id and provider of the route that they came by
 */
export async function recordReceipts(
  ctx: Context,
  route: { readonly id: number; readonly provider: string },
  receipts: readonly Receipt[],
): Promise<{ stored: number; repeated: number; waiting: number }> {
  if (receipts.length === 0) return { stored: 0, repeated: 0, waiting: 0 }
  const messages = [...new Set(receipts.map(({ message }) => message))]
  const [known, before] = await Promise.all([
    readMessages(ctx.clickhouse, { route: route.id, messages }),
    readKnown(ctx.clickhouse, { route: route.id, messages }),
  ])
  const touches = new Map(known.map((row) => [row.message, row]))
  const stored = new Set(before.map(({ touch, status }) => `${touch} ${status}`))
  const fresh: string[] = []
  const waiting: Receipt[] = []
  for (const receipt of receipts) {
    const of = touches.get(receipt.message)
    if (!of) {
      waiting.push(receipt)
      continue
    }
    const once = `${of.touch} ${receipt.status}`
    if (stored.has(once)) continue
    stored.add(once)
    fresh.push(
      JSON.stringify({
        journey: of.journey,
        touch: of.touch,
        status: receipt.status,
        customer: of.customer,
        at: receipt.at.toISOString(),
        provider: route.provider,
        detail: receipt.detail?.slice(0, 300) ?? '',
        version: of.version,
        node: of.node,
        channel: of.channel,
      }),
    )
  }
  if (fresh.length > 0) {
    await ctx.clickhouse.insert(
      'touch_receipt',
      ['journey', 'touch', 'status', 'customer', 'at', 'provider', 'detail', 'version', 'node', 'channel'],
      fresh.join('\n'),
    )
  }
  if (waiting.length > 0) await keepWaiting(ctx, route.id, waiting)
  return {
    stored: fresh.length,
    repeated: receipts.length - fresh.length - waiting.length,
    waiting: waiting.length,
  }
}

/** Let them wait; those of a route that was deleted wait for nothing and are dropped. */
async function keepWaiting(ctx: Context, route: number, receipts: readonly Receipt[]): Promise<void> {
  const now = ctx.clock.now()
  const rows = receipts.map(({ message, status, at, detail }) => ({
    route_id: route,
    message,
    status,
    at: at.toISOString(),
    detail: detail?.slice(0, 300) ?? '',
    received_at: now.toISOString(),
  }))
  await sql`
    INSERT INTO unmatched_receipt (route_id, message, status, at, detail, received_at)
    SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS row (route_id integer, message text, status text, at timestamptz, detail text, received_at timestamptz)
    WHERE EXISTS (SELECT FROM channel_route WHERE id = ${route})
    ON CONFLICT DO NOTHING`.execute(ctx.postgres)
}

const receiptStatus = z.enum(['sent', 'delivered', 'opened', 'clicked', 'failed'])
/** How long a receipt may wait for its message. */
const patience = 3 * 86_400_000

/** Match receipts that came before their messages; forget those that waited for three days. */
export async function matchWaitingReceipts(ctx: Context): Promise<{ matched: number; expired: number }> {
  const db = channelTables(ctx.postgres)
  let matched = 0
  const rows = await db
    .selectFrom('unmatched_receipt')
    .innerJoin('channel_route', 'channel_route.id', 'unmatched_receipt.route_id')
    .select(['route_id', 'provider', 'message', 'status', 'at', 'detail'])
    .orderBy('received_at', 'desc')
    .limit(20_000)
    .execute()
  for (const [id, group] of Map.groupBy(rows, (row) => row.route_id)) {
    const messages = [...new Set(group.map(({ message }) => message))]
    const found = new Set(
      (await readMessages(ctx.clickhouse, { route: id, messages })).map(({ message }) => message),
    )
    const mine = group.filter(({ message }) => found.has(message))
    if (mine.length === 0) continue
    await recordReceipts(
      ctx,
      { id, provider: mine[0]?.provider ?? '' },
      mine.map((row) => ({ ...row, status: receiptStatus.parse(row.status) })),
    )
    await db
      .deleteFrom('unmatched_receipt')
      .where('route_id', '=', id)
      .where('message', 'in', [...found])
      .execute()
    matched += mine.length
  }
  const expired = await db
    .deleteFrom('unmatched_receipt')
    .where('received_at', '<', new Date(ctx.clock.now().getTime() - patience))
    .executeTakeFirst()
  return { matched, expired: Number(expired.numDeletedRows) }
}
