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

/**
 * The latest instant (milliseconds) at which one of these numbers was merged or anything into it; 0 when nothing was.
 * Newest row wins, so what is written next must be later, even when the clock was set back.
 */
export async function latestMergeOf(clickhouse: ClickHouse, customers: readonly number[]): Promise<number> {
  if (customers.length === 0) return 0
  const [found] = await clickhouse.query(
    `SELECT max(toUnixTimestamp64Milli(at)) AS latest FROM customer_merge
     WHERE customer IN [${customers.join(',')}]`,
    {},
    z.object({ latest: z.coerce.number() }),
  )
  return Math.max(0, found?.latest ?? 0)
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
