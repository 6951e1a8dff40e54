import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

/** The bank's own numbers of these customers. */
export const bankNumbers = defineQuery({
  sql: `SELECT customer, number FROM customer FINAL WHERE customer IN {customers:Array(UInt32)}`,
  parameters: z.object({ customers: z.array(z.number().int()) }),
  row: z.object({ customer: z.number(), number: z.string() }),
})
