import { z } from 'zod'
import { literal } from '../../platform/clickhouse/literal.ts'
import type { Context } from '../../platform/context.ts'
import { withIdentityLock } from '../identity/index.ts'

const long = { pool: 'long', settings: { log_queries: 0 } } as const

/** One block, so one part: the insert happens wholly or not at all. */
const wholly = {
  ...long,
  settings: {
    ...long.settings,
    max_insert_threads: 1,
    max_block_size: 4_000_000_000,
    min_insert_block_size_rows: 4_000_000_000,
    min_insert_block_size_bytes: 0,
  },
} as const

/**
 * Give every customer number of `names` that has no dense number yet the next ones, in the order of `names.place`.
 * The numbers are written before the counter moves, and the counter is put right from what is written whenever it is
 * read; so an import that was interrupted here ends with the same numbers as one that was not.
 * @param names SELECT with columns `value` (String, distinct) and `place` (sortable)
 * @returns how many were new
 */
export async function allocateNumbers(ctx: Context, names: string): Promise<number> {
  return withIdentityLock(ctx, async (lock) => {
    const unknown = `SELECT value, place FROM (${names}) AS n LEFT ANTI JOIN
      (SELECT value FROM identifier WHERE namespace = 'customer_number') AS i ON i.value = n.value`
    const [row] = await ctx.clickhouse.query(
      `SELECT count() AS missing FROM (${unknown})`,
      {},
      z.object({ missing: z.coerce.number() }),
      long,
    )
    const missing = row?.missing ?? 0
    if (missing === 0) return 0
    const first = await lock.reserve(0)
    await ctx.clickhouse.command(
      `INSERT INTO identifier (namespace, value, customer, first_seen)
       SELECT 'customer_number', value, toUInt32(${literal(first, 'UInt64')} - 1 + row_number() OVER (ORDER BY place)),
         ${literal(ctx.clock.now(), "DateTime64(3, 'UTC')")}
       FROM (${unknown})`,
      {},
      wholly,
    )
    await lock.reserve(0)
    return missing
  })
}
