import { z } from 'zod'
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

/** What became of the contacts of a journey, by node and channel. */
export function readContacts(
  ctx: Pick<Context, 'clickhouse' | 'clock'>,
  of: { journey: number; committed: number; version?: number | undefined },
): Promise<NodeContacts[]> {
  const mine = `journey = {journey:UInt32} AND tick <= {committed:UInt32} AND at <= {now:DateTime64(3)}
    ${of.version === undefined ? '' : 'AND version = {version:UInt16}'}`
  return ctx.clickhouse.query(
    `
    SELECT node, channel, countIf(outcome = 'queued') AS queued, countIf(outcome = 'held') AS held,
           sumMapIf(map(toString(reason), toUInt64(1)), outcome = 'suppressed') AS suppressed,
           countIf(has(receipts, 'sent')) AS sent, countIf(has(receipts, 'failed')) AS failed,
           countIf(has(receipts, 'delivered')) AS delivered, countIf(has(receipts, 'opened')) AS opened,
           countIf(has(receipts, 'clicked')) AS clicked
    FROM (SELECT node, channel, outcome, reason, touch FROM touch WHERE ${mine}) AS mine
    LEFT JOIN (
      SELECT touch, groupUniqArray(toString(status)) AS receipts FROM touch_receipt
      WHERE journey = {journey:UInt32} AND at <= {now:DateTime64(3)} GROUP BY touch
    ) AS received USING touch
    GROUP BY node, channel
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
