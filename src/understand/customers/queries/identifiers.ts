import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

/**
 * What a customer is known by, found through the projection by customer. Without FINAL, which would not read it: an
 * identifier that moved to somebody else is dropped by looking its owner up, one range of the key each.
 */
export const identifierRows = defineQuery({
  sql: `WITH mine AS (
  SELECT DISTINCT namespace, value FROM identifier WHERE customer IN {members:Array(UInt32)} LIMIT 1000
)
SELECT namespace, value, customer AS person, formatDateTime(first_seen, '%Y-%m-%dT%H:%i:%S.%fZ') AS firstSeen
FROM identifier FINAL
WHERE (namespace, value) IN (SELECT namespace, value FROM mine) AND customer IN {members:Array(UInt32)}
ORDER BY namespace, first_seen, value`,
  parameters: z.object({ members: z.array(z.number().int()) }),
  row: z.object({
    namespace: z.string(),
    value: z.string(),
    person: z.number(),
    firstSeen: z.string(),
  }),
})
