import { sql } from 'kysely'
import { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { cutPage, decodeCursor } from '../../platform/http/route-kit.ts'
import { committedSql, readCommittedTicks } from '../contact-gate/index.ts'
import type { DeadLetterView, deadLetterQuery, retryInput } from './schema.ts'
import { channelTables } from './store.ts'

type Filter = Pick<z.output<typeof deadLetterQuery>, 'channel' | 'journey' | 'reason' | 'since'>

const week = 7 * 86_400_000
const cursorShape = z.tuple([z.iso.datetime(), z.guid()])

/**
 * Touches that failed for good: `SELECT journey, touch, failed_at, reason, provider`. A failure that was taken back
 * counts again when its dispatch is over: then the retry left nothing behind that says otherwise.
 * @param open SQL list of (journey, touch's tick, channel) of dispatches that are not over, '' when there are none
 */
const failedSql = `
  SELECT journey, touch,
         maxIf(at, status = 'failed') AS failed_at, argMaxIf(detail, at, status = 'failed') AS reason,
         argMaxIf(provider, at, status = 'failed') AS provider,
         countIf(status IN ('delivered', 'opened', 'clicked')) > 0 AS arrived,
         maxIf(at, status = 'retried') AS retried_at, maxIf(at, status = 'sent') AS sent_at
  FROM touch_receipt
  WHERE (journey, touch) IN (
    SELECT journey, touch FROM touch_receipt WHERE status = 'failed' AND at >= {since:DateTime64(3)}
      AND ({journey:UInt32} = 0 OR journey = {journey:UInt32})
  )
  GROUP BY journey, touch
  HAVING NOT arrived AND sent_at <= failed_at AND failed_at >= {since:DateTime64(3)}
     AND ({reason:String} = '' OR positionCaseInsensitive(reason, {reason:String}) > 0)`

async function parametersOf(ctx: Context, filter: Filter) {
  const journeys = await channelTables(ctx.postgres).selectFrom('journey').select(['id', 'key']).execute()
  const journey = journeys.find(({ key }) => key === filter.journey)
  const open = await channelTables(ctx.postgres)
    .selectFrom('dispatch')
    .select(['journey_id', 'tick', 'channel'])
    .where('state', 'in', ['pending', 'running'])
    .where('retries', '=', true)
    .execute()
  return {
    known: filter.journey === undefined || journey !== undefined,
    keys: new Map(journeys.map(({ id, key }) => [id, key])),
    parameters: {
      journey: journey?.id ?? 0,
      channel: filter.channel ?? '',
      reason: filter.reason ?? '',
      since: filter.since ? new Date(filter.since) : new Date(ctx.clock.now().getTime() - week),
      open: open.map((row) => `${row.journey_id} ${row.tick} ${row.channel}`),
    },
    committed: committedSql(await readCommittedTicks(ctx)),
  }
}

/** Dead letters with their touch, without those whose retry is under way. */
const deadSql = (committed: string): string => `
  SELECT failed.journey AS journey, failed.touch AS touch, customer, version, node, tick, channel, template, touch_at, failed_at,
         failed.reason AS reason, provider
  FROM (${failedSql}) AS failed
  INNER JOIN (
    SELECT journey, touch, customer, version, node, tick, channel, template, at AS touch_at FROM touch
    WHERE outcome = 'queued' AND ({journey:UInt32} = 0 OR journey = {journey:UInt32})
      AND ({channel:String} = '' OR channel = {channel:String}) AND ${committed}
  ) AS made ON made.journey = failed.journey AND made.touch = failed.touch
  WHERE retried_at <= failed_at
     OR NOT has({open:Array(String)}, concat(toString(journey), ' ', toString(tick), ' ', channel))`

const row = z.object({
  journey: z.number(),
  touch: z.string(),
  customer: z.number(),
  customerNumber: z.string(),
  node: z.string(),
  channel: z.string(),
  template: z.string(),
  failedAt: z.string().transform((text) => new Date(`${text.replace(' ', 'T')}Z`).toISOString()),
  reason: z.string(),
  provider: z.string(),
})

/** Touches that failed for good, newest failure first. */
export async function listDeadLetters(
  ctx: Context,
  query: z.output<typeof deadLetterQuery>,
): Promise<{ items: DeadLetterView[]; next: string | null }> {
  const { known, keys, parameters, committed } = await parametersOf(ctx, query)
  if (!known) return { items: [], next: null }
  const after = query.cursor ? decodeCursor(query.cursor, cursorShape) : undefined
  const rows = await ctx.clickhouse.query(
    `
    WITH page AS (
      SELECT * FROM (${deadSql(committed)})
      ${after ? 'WHERE (failed_at, touch) < ({afterAt:DateTime64(3)}, {afterTouch:UUID})' : ''}
      ORDER BY failed_at DESC, touch DESC LIMIT {limit:UInt32}
    )
    SELECT journey, touch, page.customer AS customer, known.number AS customerNumber, node, channel, template,
           failed_at AS failedAt, reason, provider
    FROM page
    LEFT JOIN (
      SELECT customer, number FROM customer FINAL WHERE customer IN (SELECT customer FROM page)
    ) AS known USING customer
    ORDER BY failed_at DESC, touch DESC`,
    {
      ...parameters,
      limit: query.limit + 1,
      afterAt: after?.[0] ?? ctx.clock.now(),
      afterTouch: after?.[1] ?? '00000000-0000-0000-0000-000000000000',
    },
    row,
  )
  const { items, next } = cutPage(rows, query.limit, (last) => [last.failedAt, last.touch])
  return {
    items: items.map((item) => ({ ...item, journey: keys.get(item.journey) ?? '' })),
    next,
  }
}

/** How many failed for which reason. */
export async function summariseDeadLetters(
  ctx: Context,
  filter: Filter,
): Promise<{ channel: string; reason: string; touches: number }[]> {
  const { known, parameters, committed } = await parametersOf(ctx, filter)
  if (!known) return []
  return ctx.clickhouse.query(
    `SELECT channel, reason, count() AS touches FROM (${deadSql(committed)})
     GROUP BY channel, reason ORDER BY touches DESC LIMIT 100`,
    parameters,
    z.object({ channel: z.string(), reason: z.string(), touches: z.coerce.number() }),
  )
}

/**
 * Send again what failed for good: every dead letter of the set gets a receipt that takes its failure back, and the
 * dispatches they came from begin once more with only them. The same ids go out again, so that a provider which took
 * one after all can tell.
 */
export async function retryDeadLetters(
  ctx: Context,
  input: z.output<typeof retryInput>,
): Promise<{ touches: number }> {
  const { known, parameters, committed } = await parametersOf(ctx, input)
  if (!known) throw new AppError('not_found', `There is no journey "${input.journey}"`)
  const now = ctx.clock.now()
  const dead = deadSql(committed)
  const groups = await ctx.clickhouse.query(
    `SELECT journey, tick, channel, touch_at AS at, count() AS touches FROM (${dead}) GROUP BY journey, tick, channel, at`,
    parameters,
    z.object({
      journey: z.number(),
      tick: z.number(),
      channel: z.string(),
      at: z.string().transform((text) => new Date(`${text.replace(' ', 'T')}Z`).toISOString()),
      touches: z.coerce.number(),
    }),
  )
  const touches = groups.reduce((sum, group) => sum + group.touches, 0)
  await ctx.postgres.transaction().execute(async (transaction) => {
    // Their rows stay locked until the receipts are written, so that no worker looks in between and finds nothing.
    await sql`
      UPDATE dispatch SET state = 'pending', retries = true, position = 0, handed = NULL, attempts = 0, error = NULL,
                          failed = greatest(failed - again.touches, 0), not_before = NULL, updated_at = ${now}
      FROM jsonb_to_recordset(${JSON.stringify(groups)}::jsonb)
             AS again (journey integer, tick integer, channel text, at timestamptz, touches bigint)
      LEFT JOIN journey_tick ON journey_tick.journey_id = again.journey AND journey_tick.tick = again.tick
      WHERE dispatch.journey_id = again.journey AND dispatch.channel = again.channel
        AND dispatch.tick IN (again.tick, 0) AND coalesce(dispatch.at, journey_tick.at) = again.at`.execute(
      transaction,
    )
    await writeAudit(transaction, ctx, {
      action: 'channel.retry',
      objectKind: 'channel',
      objectId: input.channel ?? '',
      detail: { journey: input.journey ?? null, reason: input.reason ?? null, touches },
    })
    if (touches === 0) return
    await ctx.clickhouse.command(
      `INSERT INTO touch_receipt (journey, touch, status, customer, at, provider, detail, version, node, channel)
       SELECT journey, touch, 'retried', customer, {now:DateTime64(3)}, '', '', version, node, channel FROM (${dead})`,
      { ...parameters, now },
      { pool: 'long' },
    )
  })
  return { touches }
}
