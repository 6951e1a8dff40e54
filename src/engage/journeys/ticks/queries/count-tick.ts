import { z } from 'zod'
import { defineQuery } from '../../../../platform/clickhouse/define-query.ts'

const tickOf = z.object({ journey: z.number().int(), tick: z.number().int() })

/** Where the customers of one tick went. */
export const countArrivals = defineQuery({
  sql: `
    SELECT version, origin, node, count() AS customers, min(wake) AS wake
    FROM journey_step
    WHERE journey = {journey:UInt32} AND tick = {tick:UInt32}
    GROUP BY version, origin, node
    ORDER BY version, origin, node`,
  parameters: tickOf,
  row: z.object({
    version: z.number(),
    origin: z.string(),
    node: z.string(),
    customers: z.coerce.number(),
    wake: z.string().transform((text) => new Date(`${text.replace(' ', 'T')}Z`)),
  }),
  options: { pool: 'long' },
})

/** What the gate said in one tick; `at` prunes the partitions that cannot hold it. */
export const countTouches = defineQuery({
  sql: `
    SELECT channel, outcome, reason, count() AS touches
    FROM touch
    WHERE journey = {journey:UInt32} AND tick = {tick:UInt32} AND at = {at:DateTime64(3)}
    GROUP BY channel, outcome, reason
    ORDER BY channel, outcome, reason`,
  parameters: tickOf.extend({ at: z.date() }),
  row: z.object({
    channel: z.string(),
    outcome: z.enum(['queued', 'suppressed']),
    reason: z.string(),
    touches: z.coerce.number(),
  }),
  options: { pool: 'long' },
})
