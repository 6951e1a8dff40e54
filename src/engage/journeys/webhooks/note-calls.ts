import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { journeyTables } from '../store.ts'

/** Note what ticks that committed since the last look want to tell, so that it can be told bit by bit. */
export async function noteCalls(ctx: Context): Promise<void> {
  const due = await journeyTables(ctx.postgres)
    .selectFrom('journey')
    .select(['id', 'webhooks_tick as from', 'committed_tick as to'])
    .whereRef('committed_tick', '>', 'webhooks_tick')
    .where(
      sql<boolean>`EXISTS (SELECT FROM journey_version WHERE journey_id = journey.id
        AND graph @? '$.nodes.*.type ? (@ == "webhook")')`,
    )
    .execute()
  const now = ctx.clock.now()
  for (const journey of due) {
    const calls = await ctx.clickhouse.query(
      `SELECT tick, version, node, uniqExact(customer) AS calls FROM journey_webhook_call
       WHERE journey = {journey:UInt32} AND tick > {from:UInt32} AND tick <= {to:UInt32}
       GROUP BY tick, version, node ORDER BY tick, version, node`,
      { journey: journey.id, from: journey.from, to: journey.to },
      z.object({ tick: z.number(), version: z.number(), node: z.string(), calls: z.coerce.number() }),
    )
    await ctx.postgres.transaction().execute(async (transaction) => {
      const db = journeyTables(transaction)
      if (calls.length > 0) {
        await db
          .insertInto('journey_webhook')
          .values(
            calls.map((call) => ({
              journey_id: journey.id,
              ...call,
              next_at: now,
              error: null,
              created_at: now,
              updated_at: now,
            })),
          )
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }
      await db
        .updateTable('journey')
        .set({ webhooks_tick: journey.to })
        .where('id', '=', journey.id)
        .execute()
    })
  }
}
