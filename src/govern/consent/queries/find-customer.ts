import { z } from 'zod'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

/** The customer that a bank's customer number belongs to. */
export const findCustomer = defineQuery({
  sql: `
    SELECT ${canonical('customer')} AS person
    FROM identifier FINAL
    WHERE namespace = 'customer_number' AND value = {number:String}
    LIMIT 1`,
  parameters: z.object({ number: z.string() }),
  row: z.object({ person: z.number() }),
})
