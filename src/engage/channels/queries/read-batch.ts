import { z } from 'zod'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

/**
 * The next queued touches of a dispatch after a customer number, in the order of the table's key. WITH TIES, because a
 * person may have two of them and the next chunk begins behind the person.
 */
export const readTouches = defineQuery({
  sql: `
    SELECT customer, touch, template
    FROM touch
    WHERE customer > {position:UInt32} AND journey = {journey:UInt32} AND tick = {tick:UInt32}
      AND at = {at:DateTime64(3)} AND channel = {channel:String} AND outcome = 'queued'
    ORDER BY customer
    LIMIT {limit:UInt32} WITH TIES`,
  parameters: z.object({
    position: z.number(),
    journey: z.number(),
    tick: z.number(),
    at: z.date(),
    channel: z.string(),
    limit: z.number(),
  }),
  row: z.object({ customer: z.number(), touch: z.string(), template: z.string() }),
})

/** Which of these touches a provider has answered for already. */
export const readAnswered = defineQuery({
  sql: `
    SELECT touch, countIf(status = 'sent') > 0 AS sent FROM touch_receipt
    WHERE journey = {journey:UInt32} AND touch IN {touches:Array(UUID)} AND status IN ('sent', 'failed')
    GROUP BY touch`,
  parameters: z.object({ journey: z.number(), touches: z.array(z.string()) }),
  row: z.object({ touch: z.string(), sent: z.coerce.boolean() }),
})

/** Number, name, language and encrypted address of these customers; addresses of merged numbers count too. */
export const readRecipients = defineQuery({
  sql: `
    SELECT person, number, name, language, address
    FROM (SELECT arrayJoin({customers:Array(UInt32)}) AS person) AS asked
    LEFT JOIN (
      SELECT customer AS person, number, name, attributes['language'] AS language
      FROM customer FINAL WHERE customer IN {customers:Array(UInt32)}
    ) AS known USING person
    LEFT JOIN (
      SELECT ${canonical('customer')} AS person, argMax(value, updated) AS address
      FROM contact_point FINAL
      WHERE kind = {kind:String} AND value != ''
        AND (customer IN {customers:Array(UInt32)}
             OR customer IN (SELECT customer FROM customer_merge FINAL WHERE into IN {customers:Array(UInt32)}))
      GROUP BY person
    ) AS reachable USING person`,
  parameters: z.object({ customers: z.array(z.number()), kind: z.string() }),
  row: z.object({
    person: z.number(),
    number: z.string(),
    name: z.string(),
    language: z.string(),
    address: z.string(),
  }),
})
