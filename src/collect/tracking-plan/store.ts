import type { Generated } from 'kysely'
import type { Postgres } from '../../platform/context.ts'
import type { PropertyType } from '../protocols/index.ts'

export type EventStatus = 'learnt' | 'approved' | 'blocked'

export interface EventDefinitionTable {
  name: string
  status: Generated<EventStatus>
  title: Generated<string>
  description: Generated<string>
  first_seen: Date
  last_seen: Date
  version: Generated<number>
}

export interface PropertyDefinitionTable {
  event: string
  name: string
  type: PropertyType
  required: Generated<boolean>
  description: Generated<string>
  first_seen: Date
  last_seen: Date
  version: Generated<number>
}

type TrackingPlanTables = {
  event_definition: EventDefinitionTable
  property_definition: PropertyDefinitionTable
}

export const trackingPlanTables = (postgres: Postgres) => postgres.withTables<TrackingPlanTables>()
