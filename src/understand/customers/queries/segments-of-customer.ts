import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

/** Which of these snapshots have the customer: of each one point of the table's key. */
export const segmentsOfCustomer = defineQuery({
  sql: `SELECT DISTINCT segment FROM segment_member
WHERE (segment, version) IN {snapshots:Array(Tuple(UInt32, UInt32))} AND customer IN {members:Array(UInt32)}`,
  parameters: z.object({
    members: z.array(z.number().int()),
    snapshots: z.array(z.tuple([z.number().int(), z.number().int()])),
  }),
  row: z.object({ segment: z.number() }),
})
