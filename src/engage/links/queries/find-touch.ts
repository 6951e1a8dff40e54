import { z } from 'zod'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

/** The touch in which a customer got a link, and the customer's number by now. */
export const findTouch = defineQuery({
  sql: `
    SELECT touch, known.number AS number
    FROM (
      SELECT toString(touch) AS touch, ${canonical('customer')} AS person FROM touch
      WHERE customer = {customer:UInt32} AND journey = {journey:UInt32} AND tick = {tick:UInt32}
        AND node = {node:String} AND channel = {channel:String} AND template = {template:String}
      LIMIT 1
    ) AS found
    LEFT JOIN (
      SELECT customer AS person, number FROM customer FINAL
      WHERE customer = ${canonical('{customer:UInt32}')}
    ) AS known USING person`,
  parameters: z.object({
    customer: z.number(),
    journey: z.number(),
    tick: z.number(),
    node: z.string(),
    channel: z.string(),
    template: z.string(),
  }),
  row: z.object({ touch: z.string(), number: z.string() }),
})
