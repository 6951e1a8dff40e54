import { sql } from 'kysely'
import { z } from 'zod'
import { literal } from '../../platform/clickhouse/literal.ts'
import type { Context } from '../../platform/context.ts'

/** Serialises everyone who hands out dense customer numbers. */
const identityLock = 7_700_001

const long = { pool: 'long', settings: { log_queries: 0 } } as const

/**
 * Give every customer number of `names` that has no dense number yet the next ones, in the order of `names.place`.
 * One insert of one block, so it happens wholly or not at all; PostgreSQL's counter follows in the same lock and is
 * put right from ClickHouse when a crash came between the two.
 * @param names SELECT with columns `value` (String, distinct) and `place` (sortable)
 * @returns how many were new
 */
export async function allocateNumbers(ctx: Context, names: string): Promise<number> {
  return ctx.postgres.transaction().execute(async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(${identityLock})`.execute(transaction)
    const counter = await sql<{ next: number }>`SELECT next FROM customer_number`.execute(transaction)
    const unknown = `SELECT value, place FROM (${names}) AS n LEFT ANTI JOIN
      (SELECT value FROM identifier FINAL WHERE namespace = 'customer_number') AS i ON i.value = n.value`
    const [state] = await ctx.clickhouse.query(
      `SELECT (SELECT count() FROM (${unknown})) AS missing,
        greatest((SELECT max(customer) FROM identifier), (SELECT max(customer) FROM event)) AS highest`,
      {},
      z.object({ missing: z.coerce.number(), highest: z.coerce.number() }),
      long,
    )
    const missing = state?.missing ?? 0
    const first = Math.max(counter.rows[0]?.next ?? 1, (state?.highest ?? 0) + 1)
    if (missing === 0) return 0
    await ctx.clickhouse.command(
      `INSERT INTO identifier (namespace, value, customer, first_seen)
       SELECT 'customer_number', value, toUInt32(${literal(first, 'UInt64')} - 1 + row_number() OVER (ORDER BY place)),
         ${literal(ctx.clock.now(), "DateTime64(3, 'UTC')")}
       FROM (${unknown})`,
      {},
      {
        pool: 'long',
        settings: {
          log_queries: 0,
          max_insert_threads: 1,
          max_block_size: 4_000_000_000,
          min_insert_block_size_rows: 4_000_000_000,
          min_insert_block_size_bytes: 0,
        },
      },
    )
    await sql`UPDATE customer_number SET next = ${first + missing}`.execute(transaction)
    return missing
  })
}
