import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { readEventDefinition } from './list-event-definitions.ts'
import { type EventView, type NewEvent, newEvent } from './schema.ts'
import { trackingPlanTables } from './store.ts'

/** @throws AppError conflict when the plan has this event already */
export async function createEventDefinition(ctx: Context, input: NewEvent): Promise<EventView> {
  const event = newEvent.parse(input)
  const now = ctx.clock.now()
  const seen = { first_seen: now, last_seen: now }
  await ctx.postgres.transaction().execute(async (transaction) => {
    const db = trackingPlanTables(transaction)
    const row = await db
      .insertInto('event_definition')
      .values({
        name: event.name,
        status: event.status,
        title: event.title,
        description: event.description,
        ...seen,
      })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning('name')
      .executeTakeFirst()
    if (row === undefined)
      throw new AppError('conflict', `The tracking plan has ${event.name} already: change that one`)
    if (event.properties.length > 0) {
      await db
        .insertInto('property_definition')
        .values(event.properties.map((property) => ({ event: event.name, ...property, ...seen })))
        .onConflict((conflict) => conflict.columns(['event', 'name']).doNothing())
        .execute()
    }
    await writeAudit(transaction, ctx, {
      action: 'event_definition.create',
      objectKind: 'event_definition',
      objectId: event.name,
      detail: { status: event.status, properties: event.properties.map((property) => property.name) },
    })
  })
  return readEventDefinition(ctx, event.name)
}
