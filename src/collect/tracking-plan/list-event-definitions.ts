import type { Selectable } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { cutPage, decodeCursor } from '../../platform/http/route-kit.ts'
import { containing } from '../../platform/postgres/containing.ts'
import { eventName, type EventView, type PropertyView } from './schema.ts'
import {
  type EventDefinitionTable,
  type EventStatus,
  type PropertyDefinitionTable,
  trackingPlanTables,
} from './store.ts'

export interface EventQuery {
  readonly cursor?: string | undefined
  readonly limit: number
  readonly status?: EventStatus | undefined
  /** Part of the name or the title. */
  readonly search?: string | undefined
}

/** The tracking plan, events by name with their properties. */
export async function listEventDefinitions(
  ctx: Context,
  page: EventQuery,
): Promise<{ items: EventView[]; next: string | null }> {
  let query = trackingPlanTables(ctx.postgres).selectFrom('event_definition').selectAll()
  if (page.cursor !== undefined) query = query.where('name', '>', decodeCursor(page.cursor, eventName))
  if (page.status !== undefined) query = query.where('status', '=', page.status)
  if (page.search !== undefined && page.search !== '') {
    const pattern = containing(page.search)
    query = query.where((e) => e.or([e('name', 'ilike', pattern), e('title', 'ilike', pattern)]))
  }
  const rows = await query
    .orderBy('name')
    .limit(page.limit + 1)
    .execute()
  const { items: shown, next } = cutPage(rows, page.limit, ({ name }) => name)
  const properties = await propertiesOf(
    ctx,
    shown.map((row) => row.name),
  )
  return { items: shown.map((row) => viewOfEvent(row, properties.get(row.name) ?? [])), next }
}

/** @throws AppError not_found */
export async function readEventDefinition(ctx: Context, name: string): Promise<EventView> {
  const row = await trackingPlanTables(ctx.postgres)
    .selectFrom('event_definition')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirst()
  if (row === undefined)
    throw new AppError('not_found', `The tracking plan has no event ${name.slice(0, 200)}`)
  return viewOfEvent(row, (await propertiesOf(ctx, [name])).get(name) ?? [])
}

async function propertiesOf(ctx: Context, events: readonly string[]): Promise<Map<string, PropertyView[]>> {
  const byEvent = new Map<string, PropertyView[]>()
  if (events.length === 0) return byEvent
  const rows = await trackingPlanTables(ctx.postgres)
    .selectFrom('property_definition')
    .selectAll()
    .where('event', 'in', events)
    .orderBy('name')
    .execute()
  for (const row of rows) {
    const list = byEvent.get(row.event) ?? []
    list.push(viewOfProperty(row))
    byEvent.set(row.event, list)
  }
  return byEvent
}

function viewOfEvent(row: Selectable<EventDefinitionTable>, properties: PropertyView[]): EventView {
  return {
    name: row.name,
    status: row.status,
    title: row.title,
    description: row.description,
    firstSeen: row.first_seen.toISOString(),
    lastSeen: row.last_seen.toISOString(),
    version: row.version,
    properties,
  }
}

function viewOfProperty(row: Selectable<PropertyDefinitionTable>): PropertyView {
  return {
    name: row.name,
    type: row.type,
    required: row.required,
    description: row.description,
    firstSeen: row.first_seen.toISOString(),
    lastSeen: row.last_seen.toISOString(),
    version: row.version,
  }
}
