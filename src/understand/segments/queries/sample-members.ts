import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

/**
 * Members of one snapshot with masked master data, picked by hash so that the same ones are shown again. Masking
 * happens in the statement: plain numbers and names never leave ClickHouse.
 */
export const sampleMembers = defineQuery({
  sql: `SELECT
  concat(left(number, 2), repeat('*', greatest(0, lengthUTF8(number) - 4)), if(lengthUTF8(number) > 4, right(number, 2), '')) AS number,
  concat(leftUTF8(name, 1), repeat('*', greatest(0, lengthUTF8(name) - 1))) AS name,
  gender, city, branch
FROM customer FINAL
WHERE customer IN (
  SELECT customer FROM segment_member WHERE segment = {segment:UInt32} AND version = {version:UInt32}
  ORDER BY sipHash64(customer) LIMIT {limit:UInt16})
ORDER BY sipHash64(customer)`,
  parameters: z.object({
    segment: z.number().int(),
    version: z.number().int(),
    limit: z.number().int().min(1).max(100),
  }),
  row: z.object({
    number: z.string(),
    name: z.string(),
    gender: z.string(),
    city: z.string(),
    branch: z.string(),
  }),
})
