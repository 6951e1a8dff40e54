import { z } from 'zod'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

/** Known customers, merged ones counted once. */
export const countCustomers = defineQuery({
  sql: `SELECT uniqExact(${canonical('customer')}) AS customers FROM customer`,
  parameters: z.object({}),
  row: z.object({ customers: z.coerce.number() }),
})
