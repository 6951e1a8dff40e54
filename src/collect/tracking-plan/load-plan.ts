import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { EventRule, PropertyType, TrackingPlanView } from '../protocols/index.ts'
import { trackingPlanTables } from './store.ts'

/** The whole plan as the normaliser wants it. */
export async function loadPlan(ctx: Pick<Context, 'postgres'>): Promise<TrackingPlanView> {
  const db = trackingPlanTables(ctx.postgres)
  const events = await db.selectFrom('event_definition').select(['name', 'status']).execute()
  const properties = await db
    .selectFrom('property_definition')
    .select(['event', 'name', 'type', 'required'])
    .execute()
  const rules = new Map<string, Map<string, { type: PropertyType; required: boolean }>>()
  for (const row of properties) {
    const own = rules.get(row.event) ?? new Map<string, { type: PropertyType; required: boolean }>()
    own.set(row.name, { type: row.type, required: row.required })
    rules.set(row.event, own)
  }
  const nothing: EventRule['properties'] = new Map()
  return new Map(
    events.map((row) => [row.name, { status: row.status, properties: rules.get(row.name) ?? nothing }]),
  )
}

/** Changes whenever the plan does, whoever changed it; costs one small query. */
export async function planFingerprint(ctx: Pick<Context, 'postgres'>): Promise<string> {
  const { rows } = await sql<{ fingerprint: string }>`
    SELECT concat_ws('/',
      (SELECT concat(count(*), ':', coalesce(sum(version), 0)) FROM event_definition),
      (SELECT concat(count(*), ':', coalesce(sum(version), 0)) FROM property_definition)) AS fingerprint`.execute(
    ctx.postgres,
  )
  return rows[0]?.fingerprint ?? ''
}
