import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

/** Every number of a customer: the one to read by, and those that were merged into it. */
export const findNumbers = defineQuery({
  sql: `
    SELECT {customer:UInt32} AS number
    UNION DISTINCT
    SELECT customer AS number FROM customer_merge FINAL WHERE into = {customer:UInt32}`,
  parameters: z.object({ customer: z.number() }),
  row: z.object({ number: z.number() }),
})
