import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

/** What a steward compares two customers by, without what names them in full. */
export const customerSides = defineQuery({
  sql: `SELECT customer, number, name, gender, ifNull(toString(toYear(birth_date)), '') AS birthYear, city, branch,
    ifNull(toString(opened), '') AS opened
  FROM customer FINAL WHERE customer IN {customers:Array(UInt32)}`,
  parameters: z.object({ customers: z.array(z.number().int()) }),
  row: z.object({
    customer: z.number(),
    number: z.string(),
    name: z.string(),
    gender: z.string(),
    birthYear: z.string(),
    city: z.string(),
    branch: z.string(),
    opened: z.string(),
  }),
})
