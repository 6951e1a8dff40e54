import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

/** Merges that concern these numbers, newest first; one that was undone shows as a number merged into itself. */
export const mergeLog = defineQuery({
  sql: `SELECT customer AS merged, into, reason, evidence, formatDateTime(at, '%Y-%m-%dT%H:%i:%S.%fZ') AS mergedAt
FROM customer_merge
WHERE customer IN {members:Array(UInt32)} OR into IN {members:Array(UInt32)}
ORDER BY at DESC, customer
LIMIT 200`,
  parameters: z.object({ members: z.array(z.number().int()) }),
  row: z.object({
    merged: z.number(),
    into: z.number(),
    reason: z.string(),
    evidence: z.string(),
    mergedAt: z.string(),
  }),
})
