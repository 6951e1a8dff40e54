import { sql } from 'kysely'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { readEventDefinition } from './list-event-definitions.ts'
import {
  type EventChange,
  eventChange,
  type EventView,
  type PropertyChange,
  propertyChange,
} from './schema.ts'
import { trackingPlanTables } from './store.ts'

/** Approve, block or describe an event. @throws AppError not_found, precondition_failed */
export async function updateEventDefinition(
  ctx: Context,
  name: string,
  input: EventChange,
  version: number,
): Promise<EventView> {
  const change = eventChange.parse(input)
  await readEventDefinition(ctx, name)
  await ctx.postgres.transaction().execute(async (transaction) => {
    const row = await trackingPlanTables(transaction)
      .updateTable('event_definition')
      .set({ ...change, version: sql<number>`version + 1` })
      .where('name', '=', name)
      .where('version', '=', version)
      .returning('name')
      .executeTakeFirst()
    if (row === undefined) throw changedMeanwhile(`Event ${name}`)
    await writeAudit(transaction, ctx, {
      action: 'event_definition.update',
      objectKind: 'event_definition',
      objectId: name,
      detail: change,
    })
  })
  return readEventDefinition(ctx, name)
}

/** Say what type a property has and whether it must be there. @throws AppError not_found, precondition_failed */
export async function updatePropertyDefinition(
  ctx: Context,
  event: string,
  property: string,
  input: PropertyChange,
  version: number,
): Promise<EventView> {
  const change = propertyChange.parse(input)
  const definition = await readEventDefinition(ctx, event)
  if (!definition.properties.some((known) => known.name === property)) {
    throw new AppError('not_found', `${event} has no property ${property.slice(0, 200)} in the tracking plan`)
  }
  await ctx.postgres.transaction().execute(async (transaction) => {
    const row = await trackingPlanTables(transaction)
      .updateTable('property_definition')
      .set({ ...change, version: sql<number>`version + 1` })
      .where('event', '=', event)
      .where('name', '=', property)
      .where('version', '=', version)
      .returning('name')
      .executeTakeFirst()
    if (row === undefined) throw changedMeanwhile(`${event}: ${property}`)
    await writeAudit(transaction, ctx, {
      action: 'property_definition.update',
      objectKind: 'event_definition',
      objectId: event,
      detail: { property, ...change },
    })
  })
  return readEventDefinition(ctx, event)
}
