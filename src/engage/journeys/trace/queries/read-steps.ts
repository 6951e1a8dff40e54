import { z } from 'zod'
import { defineQuery } from '../../../../platform/clickhouse/define-query.ts'

const instant = z.string().transform((text) => `${text.replace(' ', 'T')}Z`)

/** Every committed step of a customer in one journey, in order. `members`: the numbers merged into the customer. */
export const readSteps = defineQuery({
  sql: `
    SELECT tick, version, customer, passage, origin, node, at, wake FROM journey_step
    WHERE journey = {journey:UInt32} AND tick <= {committed:UInt32} AND customer IN {members:Array(UInt32)}
    ORDER BY tick, customer, at LIMIT 5000`,
  parameters: z.object({ journey: z.number(), committed: z.number(), members: z.array(z.number()) }),
  row: z.object({
    tick: z.number(),
    version: z.number(),
    customer: z.number(),
    passage: z.number(),
    origin: z.string(),
    node: z.string(),
    at: instant,
    wake: instant,
  }),
})

/** Contacts of a journey with a customer, the newest row of each, with all receipts of each. */
export const readTracedTouches = defineQuery({
  sql: `
    WITH mine AS (
      SELECT touch, node, min(tick) AS first_tick, min(at) AS first_at, any(channel) AS by_channel,
             any(template) AS with_template, argMax(outcome, (tick, at)) AS last_outcome,
             argMax(reason, (tick, at)) AS last_reason, argMax(policy, (tick, at)) AS last_policy
      FROM touch
      WHERE customer IN {members:Array(UInt32)} AND journey = {journey:UInt32} AND tick <= {committed:UInt32}
        AND at <= {now:DateTime64(3)}
      GROUP BY touch, node
    )
    SELECT touch, node, first_tick AS tick, first_at AS at, by_channel AS channel, with_template AS template,
           last_outcome AS outcome, last_reason AS reason, last_policy AS policy, received.receipts AS receipts
    FROM mine
    LEFT JOIN (
      SELECT touch, arraySort(receipt -> receipt.2, groupUniqArray((toString(status), toString(at), toString(provider), detail))) AS receipts
      FROM touch_receipt
      WHERE journey = {journey:UInt32} AND touch IN (SELECT touch FROM mine) AND at <= {now:DateTime64(3)}
      GROUP BY touch
    ) AS received USING touch
    ORDER BY tick, touch`,
  parameters: z.object({
    journey: z.number(),
    committed: z.number(),
    members: z.array(z.number()),
    now: z.date(),
  }),
  row: z.object({
    touch: z.string(),
    node: z.string(),
    tick: z.number(),
    at: instant,
    channel: z.string(),
    template: z.string(),
    outcome: z.string(),
    reason: z.string(),
    policy: z.number(),
    receipts: z.array(z.tuple([z.string(), instant, z.string(), z.string()])),
  }),
})
