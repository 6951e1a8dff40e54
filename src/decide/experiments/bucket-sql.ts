import { literal } from '../../platform/clickhouse/literal.ts'

/** Buckets of an assignment: shares have a resolution of 0.01 %. */
const buckets = 10_000

/**
 * The bucket (0…9999) of a customer in one experiment, as a ClickHouse expression.
 * It depends only on the customer's number, the experiment's key and the salt, so anyone can recompute and audit it,
 * and a customer who comes again is assigned again to the same side.
 * @param customer SQL expression of a UInt32 customer number
 * @param key the key itself, or SQL of it where customers of several experiments are assigned by one statement
 * @param draw SQL expression of a number: each gives buckets of its own, for customers who are assigned anew each time
 */
export function bucketSql(
  customer: string,
  key: string | { readonly sql: string },
  salt: string,
  draw?: string,
): string {
  const parts = [
    `toUInt32(${customer})`,
    typeof key === 'string' ? literal(key, 'String') : key.sql,
    literal(salt, 'String'),
  ]
  if (draw !== undefined) parts.push(`toUInt64(${draw})`)
  return `(sipHash64(${parts.join(', ')}) % ${buckets})`
}

/** The first bucket after a share of the customers: 12.5 % → 1250. */
export function bucketsOf(percent: number): number {
  return Math.round((percent / 100) * buckets)
}
