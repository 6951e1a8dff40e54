import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Discovery } from './discover.ts'
import { trackingPlanTables } from './store.ts'

const rowsAtOnce = 1_000

/** Add what traffic taught; what is there already stays as people left it. */
export async function saveDiscoveries(
  ctx: Pick<Context, 'postgres' | 'clock'>,
  discoveries: readonly Discovery[],
): Promise<void> {
  if (discoveries.length === 0) return
  const now = ctx.clock.now()
  const seen = { first_seen: now, last_seen: now }
  const events = discoveries.map(({ event }) => ({ name: event, ...seen }))
  const properties = discoveries.flatMap(({ event, properties: own }) =>
    [...own].map(([name, type]) => ({ event, name, type, ...seen })),
  )
  await ctx.postgres.transaction().execute(async (transaction) => {
    const db = trackingPlanTables(transaction)
    for (let start = 0; start < events.length; start += rowsAtOnce) {
      await db
        .insertInto('event_definition')
        .values(events.slice(start, start + rowsAtOnce))
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute()
    }
    for (let start = 0; start < properties.length; start += rowsAtOnce) {
      await db
        .insertInto('property_definition')
        .values(properties.slice(start, start + rowsAtOnce))
        .onConflict((conflict) => conflict.columns(['event', 'name']).doNothing())
        .execute()
    }
  })
}

/** Note that events are still coming; no version changes, because nobody edits this. */
export async function touchEvents(
  ctx: Pick<Context, 'postgres' | 'clock'>,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return
  await trackingPlanTables(ctx.postgres)
    .updateTable('event_definition')
    .set({ last_seen: sql<Date>`greatest(last_seen, ${ctx.clock.now()})` })
    .where('name', 'in', names)
    .execute()
}
