import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

/** What speaks for each level of identity, and under which numbers it stands. */
export const identityLevels = defineQuery({
  sql: `SELECT level, count() AS pieces, groupUniqArray(20)(customer) AS numbers
FROM identity_evidence
WHERE customer IN {members:Array(UInt32)}
GROUP BY level
ORDER BY level`,
  parameters: z.object({ members: z.array(z.number().int()) }),
  row: z.object({ level: z.number(), pieces: z.coerce.number(), numbers: z.array(z.number()) }),
})
