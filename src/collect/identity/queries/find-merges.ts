import { z } from 'zod'
import type { ClickHouse } from '../../../platform/clickhouse/clickhouse.ts'

const row = z.object({ customer: z.number(), into: z.number() })
export type Merge = z.infer<typeof row>

/** The merges of these numbers: what each was merged into, if it was. */
export async function findMergesOf(clickhouse: ClickHouse, customers: readonly number[]): Promise<Merge[]> {
  if (customers.length === 0) return []
  return clickhouse.query(
    `SELECT customer, argMax(into, at) AS into
     FROM customer_merge
     WHERE customer IN [${customers.join(',')}]
     GROUP BY customer
     HAVING into != customer`,
    {},
    row,
  )
}

/** Everyone who was merged into one of these numbers. Scans the table: one column of 4 bytes a merge. */
export async function findMergesInto(clickhouse: ClickHouse, customers: readonly number[]): Promise<Merge[]> {
  if (customers.length === 0) return []
  return clickhouse.query(
    `SELECT customer, argMax(into, at) AS into
     FROM customer_merge
     WHERE customer IN (SELECT customer FROM customer_merge WHERE into IN [${customers.join(',')}])
     GROUP BY customer
     HAVING into != customer AND into IN [${customers.join(',')}]`,
    {},
    row,
  )
}
