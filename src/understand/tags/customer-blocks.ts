import { z } from 'zod'
import { canonical } from '../../platform/clickhouse/canonical.ts'
import type { ClickHouse, StatementOptions } from '../../platform/clickhouse/clickhouse.ts'
import { literal } from '../../platform/clickhouse/literal.ts'

/** Customers from `from` up to, not including, `to`. */
export interface CustomerBlock {
  readonly from: number
  readonly to: number
}

/** How a group's scan is cut, so that the memory of an aggregation does not grow with the bank. */
export interface Blocks {
  readonly blocks: readonly CustomerBlock[]
  /** Some numbers were merged into others: rows are read through canonical(customer). */
  readonly merges: boolean
}

export const wholeBank: Blocks = { blocks: [{ from: 0, to: 2 ** 32 }], merges: true }

/** Customers in one block: bounds how many aggregation states are in memory at once. */
export const customersPerBlock = 500_000

/** The blocks that hold every customer of the bank. */
export async function customerBlocks(
  clickhouse: ClickHouse,
  options: StatementOptions,
  size = customersPerBlock,
): Promise<Blocks> {
  const [found] = await clickhouse.query(
    `SELECT (SELECT max(customer) FROM customer) AS last,
  (SELECT count() FROM customer_merge FINAL WHERE customer != into) AS merged`,
    {},
    z.object({ last: z.coerce.number(), merged: z.coerce.number() }),
    options,
  )
  const count = Math.max(1, Math.ceil(((found?.last ?? 0) + 1) / size))
  return {
    blocks: Array.from({ length: count }, (_, i) => ({
      from: i * size,
      to: i === count - 1 ? 2 ** 32 : (i + 1) * size,
    })),
    merges: (found?.merged ?? 0) > 0,
  }
}

/** SQL expression of the customer that a row belongs to. Without merges that is the stored number, which groups faster. */
export function whose({ merges }: Blocks): string {
  return merges ? canonical('customer') : 'customer'
}

/** Conditions that keep the rows of one block's customers, under whatever number they were stored. */
export function inBlock(blocks: Blocks, { from, to }: CustomerBlock): string[] {
  if (from === 0 && to === 2 ** 32) return []
  const within = (column: string): string =>
    `${column} >= ${literal(from, 'UInt64')} AND ${column} < ${literal(to, 'UInt64')}`
  if (!blocks.merges) return [within('customer')]
  return [
    `(${within('customer')} OR customer IN (SELECT customer FROM customer_merge FINAL WHERE ${within('into')}))`,
    within(whose(blocks)),
  ]
}

/**
 * SQL bitmap of the customers of one block, in rules/algebra.ts's sense: those with a row in `customer`, and what such
 * a number was merged into, without the numbers that were merged away.
 */
export function knownIn(blocks: Blocks, block: CustomerBlock): string {
  const within = (column: string): string =>
    inBlock({ ...blocks, merges: false }, block)
      .map((condition) => ` AND ${condition.replaceAll(/\bcustomer\b/g, column)}`)
      .join('')
  const rows = `(SELECT groupBitmapState(customer) FROM customer WHERE 1${within('customer')})`
  if (!blocks.merges) return rows
  const merged = (column: string): string =>
    `FROM customer_merge FINAL WHERE customer != into${within(column)}`
  return `bitmapAndnot(bitmapOr(${rows},
(SELECT groupBitmapState(into) ${merged('into')}
  AND customer IN (SELECT customer FROM customer WHERE customer IN (SELECT customer ${merged('into')})))),
(SELECT groupBitmapState(customer) ${merged('customer')}))`
}
