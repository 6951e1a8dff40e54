import { z } from 'zod'
import { bitmapWithinScopeSql } from '../../../govern/access/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import type { Context } from '../../../platform/context.ts'
import { customersSql } from '../../rules/index.ts'

const row = z.object({ known: z.coerce.number(), anonymous: z.coerce.number() })

/** Customers the bank knows, and strangers that have only shown an identifier so far; within a data scope only the known. */
export function countCustomers({
  clickhouse,
  actor,
}: Pick<Context, 'clickhouse' | 'actor'>): Promise<z.output<typeof row>[]> {
  const anonymous = `bitmapAndnotCardinality((SELECT groupBitmapState(${canonical('customer')}) FROM identifier), customers)`
  return clickhouse.query(
    `WITH ${bitmapWithinScopeSql(actor, customersSql)} AS customers
SELECT bitmapCardinality(customers) AS known, ${actor.organisations === null ? anonymous : '0'} AS anonymous`,
    {},
    row,
  )
}
