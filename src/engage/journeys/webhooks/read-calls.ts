import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'

/** The next calls of one tick at one node, in the order of customer numbers. */
export const readCalls = defineQuery({
  sql: `
    SELECT calls.customer AS customer, calls.call AS call, calls.at AS at, known.number AS number
    FROM (
      SELECT customer, any(call) AS call, any(at) AS at FROM journey_webhook_call
      WHERE journey = {journey:UInt32} AND tick = {tick:UInt32} AND version = {version:UInt16} AND node = {node:String}
        AND customer > {after:UInt32}
      GROUP BY customer ORDER BY customer LIMIT {limit:UInt32}
    ) AS calls
    LEFT JOIN (
      SELECT customer, number FROM customer FINAL WHERE customer IN (
        SELECT DISTINCT ${canonical('customer')} FROM journey_webhook_call
        WHERE journey = {journey:UInt32} AND tick = {tick:UInt32} AND node = {node:String}
          AND customer > {after:UInt32})
    ) AS known ON ${canonical('calls.customer')} = known.customer
    ORDER BY customer`,
  parameters: z.object({
    journey: z.number().int(),
    tick: z.number().int(),
    version: z.number().int(),
    node: z.string(),
    after: z.number().int(),
    limit: z.number().int(),
  }),
  row: z.object({
    customer: z.number(),
    call: z.string(),
    at: z.string().transform((text) => `${text.replace(' ', 'T')}Z`),
    number: z.string(),
  }),
})
