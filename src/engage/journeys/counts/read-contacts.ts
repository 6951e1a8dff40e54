import { z } from 'zod'
import { withinScopeSql } from '../../../govern/access/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import type { Context } from '../../../platform/context.ts'
import type { ContactCounts } from './schema.ts'

export interface NodeContacts extends ContactCounts {
  readonly node: string
  readonly channel: string
}

const row = z.object({
  node: z.string(),
  channel: z.string(),
  queued: z.coerce.number(),
  held: z.coerce.number(),
  suppressed: z.record(z.string(), z.coerce.number()),
  sent: z.coerce.number(),
  failed: z.coerce.number(),
  delivered: z.coerce.number(),
  opened: z.coerce.number(),
  clicked: z.coerce.number(),
})

/**
 * What became of the contacts of a journey with customers of the data scope, by node and channel. Touches are counted
 * by the projection `contacts`, and receipts know their node, so that nothing is joined by touch. A held touch has a
 * row for each time it was asked about: the newest one is what it is.
 */
export function readContacts(
  ctx: Pick<Context, 'clickhouse' | 'clock' | 'actor'>,
  of: { journey: number; committed: number; version?: number | undefined },
): Promise<NodeContacts[]> {
  const within = withinScopeSql(ctx.actor, canonical('customer'))
  const mine = [
    'journey = {journey:UInt32}',
    ...(of.version === undefined ? [] : ['version = {version:UInt16}']),
    ...(within === null ? [] : [within]),
  ].join(' AND ')
  return ctx.clickhouse.query(
    `
    SELECT node, channel, queued, held, suppressed, sent, failed, delivered, opened, clicked
    FROM (
      SELECT node, channel, sumIf(contacts, outcome = 'queued') AS queued,
             sumIf(toInt64(contacts), outcome = 'held') - sumIf(toInt64(contacts), again) AS held,
             sumMapIf(map(toString(reason), contacts), outcome = 'suppressed') AS suppressed
      FROM (
        SELECT node, channel, outcome, reason, at > wanted AS again, count() AS contacts
        FROM touch WHERE ${mine} AND tick <= {committed:UInt32}
        GROUP BY node, channel, outcome, reason, at > wanted
      )
      GROUP BY node, channel
    ) AS touches
    LEFT JOIN (
      SELECT node, channel, countIf(status = 'sent') AS sent, countIf(status = 'failed') AS failed,
             countIf(status = 'delivered') AS delivered, countIf(status = 'opened') AS opened,
             countIf(status = 'clicked') AS clicked
      FROM touch_receipt FINAL WHERE ${mine} AND at <= {now:DateTime64(3)}
      GROUP BY node, channel
    ) AS receipts USING (node, channel)
    ORDER BY node, channel`,
    {
      journey: of.journey,
      committed: of.committed,
      version: of.version ?? 0,
      now: ctx.clock.now(),
    },
    row,
    { pool: 'long' },
  )
}
