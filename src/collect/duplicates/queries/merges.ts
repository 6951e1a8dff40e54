import { z } from 'zod'
import type { ClickHouse } from '../../../platform/clickhouse/clickhouse.ts'
import { defineCommand, defineQuery } from '../../../platform/clickhouse/define-query.ts'
import { namespaces } from '../../protocols/index.ts'

const customer = z.number().int()
/** A new row must be newer than what it replaces, also when the clock stood still or was set back. */
const newer = `greatest({now:DateTime64(3)},
    (SELECT max(at) + toIntervalMillisecond(1) FROM customer_merge WHERE customer IN {numbers:Array(UInt32)}))`

/** What these numbers belong to; without a row a number belongs to itself. */
export const standingOf = defineQuery({
  sql: `SELECT customer, argMax(into, at) AS into FROM customer_merge
WHERE customer IN {customers:Array(UInt32)} GROUP BY customer`,
  parameters: z.object({ customers: z.array(customer) }),
  row: z.object({ customer, into: customer }),
})

/** The numbers that belong to this one, itself not among them. */
export const membersOf = defineQuery({
  sql: `SELECT customer, argMax(into, at) AS into FROM customer_merge
WHERE customer IN (SELECT customer FROM customer_merge WHERE into = {into:UInt32})
GROUP BY customer HAVING into = {into:UInt32} AND customer != {into:UInt32} ORDER BY customer`,
  parameters: z.object({ into: customer }),
  row: z.object({ customer }),
})

/** Numbers whose standing merge was made by this evidence. */
export const mergedBy = defineQuery({
  sql: `SELECT customer, into FROM customer_merge FINAL
WHERE evidence = {evidence:String} AND customer != into ORDER BY customer`,
  parameters: z.object({ evidence: z.string() }),
  row: z.object({ customer, into: customer }),
})

/** Map each of `numbers` to `into`. */
export const writeMerges = defineCommand({
  sql: `INSERT INTO customer_merge (customer, into, at, reason, evidence)
SELECT arrayJoin({numbers:Array(UInt32)}), {into:UInt32}, ${newer}, {reason:String}, {evidence:String}`,
  parameters: z.object({
    numbers: z.array(customer),
    into: customer,
    now: z.date(),
    reason: z.string(),
    evidence: z.string(),
  }),
})

/** How well a customer is known: 0 = by a bank customer number, then down the namespaces. */
export async function strengthOf(clickhouse: ClickHouse, customers: readonly number[]): Promise<number> {
  const [row] = await clickhouse.query(
    `SELECT min(indexOf({namespaces:Array(String)}, toString(namespace))) AS strength, count() AS identifiers
FROM identifier WHERE customer IN {customers:Array(UInt32)}`,
    { namespaces, customers },
    z.object({ strength: z.coerce.number(), identifiers: z.coerce.number() }),
  )
  return row === undefined || row.identifiers === 0 ? namespaces.length + 1 : row.strength
}
