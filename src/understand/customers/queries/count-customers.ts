import { z } from 'zod'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'
import { customersSql } from '../../rules/index.ts'

/** Customers the bank knows, and strangers that have only shown an identifier so far. */
export const countCustomers = defineQuery({
  sql: `WITH ${customersSql} AS customers
SELECT bitmapCardinality(customers) AS known,
  bitmapAndnotCardinality((SELECT groupBitmapState(${canonical('customer')}) FROM identifier), customers) AS anonymous`,
  parameters: z.object({}),
  row: z.object({ known: z.coerce.number(), anonymous: z.coerce.number() }),
})
