import { sql } from 'kysely'
import type { Context, Postgres } from '../../../platform/context.ts'

/** Advisory lock classes; the second number is the journey. */
const journeyLock = 7_700_101
const gateLock = 7_700_102

/**
 * Run `work` while holding the journey's lease, on the connection that holds it: when that connection is lost, the
 * lease is lost and the commit fails with it. Answers undefined at once when another worker has the lease.
 */
export async function withJourneyLease<Result>(
  ctx: Context,
  journeyId: number,
  work: (connection: Postgres) => Promise<Result>,
): Promise<Result | undefined> {
  return withJourneyLeases(ctx, [journeyId], (connection, leased) =>
    leased.length === 0 ? Promise.resolve(undefined) : work(connection),
  )
}

/** The same for several journeys: `work` is given those that no other worker has. */
export async function withJourneyLeases<Result>(
  ctx: Context,
  journeyIds: readonly number[],
  work: (connection: Postgres, leased: readonly number[]) => Promise<Result>,
): Promise<Result> {
  return ctx.postgres.connection().execute(async (connection) => {
    const { rows } = await sql<{ id: number }>`
      SELECT id FROM unnest(${[...journeyIds]}::integer[]) AS id
      WHERE pg_try_advisory_lock(${journeyLock}, id)`.execute(connection)
    const leased = rows.map(({ id }) => id)
    try {
      return await work(connection, leased)
    } finally {
      await sql`
        SELECT pg_advisory_unlock(${journeyLock}, id) FROM unnest(${leased}::integer[]) AS id`.execute(
        connection,
      )
    }
  })
}

/**
 * Ticks that contact people take turns from the gate's question to the commit of its answers. Otherwise two journeys
 * could each see a customer below the cap and together exceed it.
 */
export async function inGateTurn<Result>(
  connection: Postgres,
  needed: boolean,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!needed) return work()
  await sql`SELECT pg_advisory_lock(${gateLock}, 0)`.execute(connection)
  try {
    return await work()
  } finally {
    await sql`SELECT pg_advisory_unlock(${gateLock}, 0)`.execute(connection)
  }
}
