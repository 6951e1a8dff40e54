import { z } from 'zod'
import { canonical } from '../../../../platform/clickhouse/canonical.ts'
import type { StatementOptions } from '../../../../platform/clickhouse/clickhouse.ts'
import type { Context } from '../../../../platform/context.ts'
import { withinScopeSql } from '../../../../govern/access/index.ts'

/** Members of one statement: what bounds its memory. */
export const chunkSize = 50_000

/** SQL condition that picks members of a snapshot, and of whom. */
export interface Chunk {
  /** SQL of their numbers. */
  readonly whoSql: string
  readonly from: number
  readonly to: number
}

const row = z.object({ from: z.number(), to: z.number() })

/**
 * Cut the members of a snapshot into chunks of neighbours. Those who were merged into others since stand in a chunk of
 * their own, as who they are now. Only those in the data scope of who asks.
 */
export async function readChunks(
  { clickhouse, actor }: Pick<Context, 'clickhouse' | 'actor'>,
  { segmentId, version }: { readonly segmentId: number; readonly version: number },
  options: StatementOptions,
): Promise<Chunk[]> {
  const members = `SELECT customer FROM segment_member WHERE segment = ${segmentId} AND version = ${version}`
  const scope = withinScopeSql(actor, 'customer')
  const within = scope === null ? '' : ` AND ${scope}`
  const merged = `customer IN (SELECT customer FROM customer_merge FINAL WHERE customer != into)`
  const rows = await clickhouse.query(
    `SELECT min(customer) AS from, max(customer) AS to
FROM (SELECT customer, intDiv(row_number() OVER (ORDER BY customer) - 1, ${chunkSize}) AS chunk FROM (${members} AND NOT (${merged})${within}))
GROUP BY chunk ORDER BY from`,
    {},
    row,
    options,
  )
  const arrived = `SELECT DISTINCT ${canonical('customer')} AS customer FROM (${members} AND ${merged}) WHERE customer NOT IN (${members})${within}`
  const [span] = await clickhouse.query(
    `SELECT min(customer) AS from, max(customer) AS to FROM (${arrived}) HAVING count() > 0`,
    {},
    row,
    options,
  )
  return [
    ...rows.map(({ from, to }) => ({
      whoSql: `${members} AND customer BETWEEN ${from} AND ${to} AND NOT (${merged})${within}`,
      from,
      to,
    })),
    ...(span ? [{ whoSql: arrived, ...span }] : []),
  ]
}
