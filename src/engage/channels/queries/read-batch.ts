import { z } from 'zod'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

/** Touches whose failure was taken back, or that were put off: their newest word is no answer. */
const reopened = `
  SELECT touch FROM touch_receipt
  WHERE journey = {journey:UInt32} AND status IN ('sent', 'pending', 'failed', 'dropped', 'deferred', 'retried')
  GROUP BY touch
  HAVING argMax(status, (at, status = 'retried')) IN ('deferred', 'retried')`

/**
 * The next queued touches of a dispatch after a customer number, in the order of the table's key. WITH TIES, because a
 * person may have two of them and the next page begins behind the person.
 * @param retries only those whose failure was taken back, or that were put off
 */
export const readTouches = defineQuery({
  sql: `
    SELECT customer, touch, template, template_version AS version, touch.version AS journey_version, tick, node, category
    FROM touch
    WHERE customer > {position:UInt32} AND journey = {journey:UInt32}
      AND ({tick:UInt32} = 0 OR tick = {tick:UInt32})
      AND at = {at:DateTime64(3)} AND channel = {channel:String} AND outcome = 'queued'
      AND ({retries:UInt8} = 0 OR touch IN (${reopened}))
    ORDER BY customer
    LIMIT {limit:UInt32} WITH TIES`,
  parameters: z.object({
    position: z.number(),
    journey: z.number(),
    tick: z.number(),
    at: z.date(),
    channel: z.string(),
    retries: z.boolean().transform(Number),
    limit: z.number(),
  }),
  row: z.object({
    customer: z.number(),
    touch: z.string(),
    template: z.string(),
    version: z.number(),
    journey_version: z.number(),
    tick: z.number(),
    node: z.string(),
    category: z.string(),
  }),
})

/** Which of these touches need no more sending: sent, failed or dropped, and not taken back since. */
export const readAnswered = defineQuery({
  sql: `
    SELECT touch, argMax(status, (at, status = 'retried')) AS last FROM touch_receipt
    WHERE journey = {journey:UInt32} AND touch IN {touches:Array(UUID)}
      AND status IN ('sent', 'pending', 'failed', 'dropped', 'deferred', 'retried')
    GROUP BY touch
    HAVING last NOT IN ('deferred', 'retried')`,
  parameters: z.object({ journey: z.number(), touches: z.array(z.string()) }),
  row: z.object({ touch: z.string(), last: z.string() }),
})

/** Encrypted addresses of these customers, where they have one; addresses of merged numbers count too. */
export const readAddresses = defineQuery({
  sql: `
    SELECT ${canonical('customer')} AS person, argMax(value, updated) AS address
    FROM contact_point FINAL
    WHERE kind = {kind:String} AND value != ''
      AND (customer IN {customers:Array(UInt32)}
           OR customer IN (SELECT customer FROM customer_merge FINAL WHERE into IN {customers:Array(UInt32)}))
    GROUP BY person`,
  parameters: z.object({ customers: z.array(z.number()), kind: z.string() }),
  row: z.object({ person: z.number(), address: z.string() }),
})
