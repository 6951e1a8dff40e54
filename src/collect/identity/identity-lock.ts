import { sql } from 'kysely'
import { z } from 'zod'
import { defineQuery } from '../../platform/clickhouse/define-query.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { applyDecisions } from './decisions.ts'

/** Whoever hands out customer numbers or merges customers holds this PostgreSQL advisory lock. */
const lockKey = 7_700_001
/** Customer numbers are UInt32. */
const largestNumber = 4_294_967_295

/** Proof that the identity lock is held, and the way to take numbers under it. */
export interface IdentityLock {
  /** Takes `count` numbers for good and returns the first; numbers that are not used leave a gap, never a double. */
  reserve(count: number): Promise<number>
}

const highestFrom = defineQuery({
  sql: 'SELECT max(customer) AS highest FROM identifier WHERE customer >= {next:UInt32}',
  parameters: z.object({ next: z.number().int() }),
  row: z.object({ highest: z.number() }),
})

/**
 * Run `work` while no one else in the installation allocates customer numbers or merges customers. The lock belongs to
 * a connection, not a transaction: a reservation must be committed before its numbers are written to ClickHouse, or a
 * crash between the two would hand them out twice.
 */
export async function withIdentityLock<Result>(
  ctx: Context,
  work: (lock: IdentityLock) => Promise<Result>,
): Promise<Result> {
  return ctx.postgres.connection().execute(async (connection) => {
    await sql`SELECT pg_advisory_lock(${lockKey})`.execute(connection)
    try {
      await applyDecisions(ctx, connection)
      return await work({
        reserve: async (count) => {
          const counter = await sql<{ next: number }>`SELECT next FROM customer_number`.execute(connection)
          const next = counter.rows[0]?.next ?? 1
          // Set-based allocations write numbers first and move the counter after; a crash between leaves it behind.
          const [state] = next > largestNumber ? [] : await highestFrom(ctx.clickhouse, { next })
          const first = Math.max(next, (state?.highest ?? 0) + 1)
          if (first + count - 1 > largestNumber) {
            throw new AppError(
              'internal',
              `Customer numbers are used up: ${first} + ${count} exceeds 32 bits`,
            )
          }
          await sql`UPDATE customer_number SET next = ${first + count}`.execute(connection)
          return first
        },
      })
    } finally {
      await sql`SELECT pg_advisory_unlock(${lockKey})`.execute(connection)
    }
  })
}

/** Take `count` dense customer numbers; returns the first. */
export function reserveCustomerNumbers(lock: IdentityLock, count: number): Promise<number> {
  return lock.reserve(count)
}
