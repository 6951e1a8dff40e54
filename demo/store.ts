import type { Generated } from 'kysely'
import type { Postgres } from '../src/platform/context.ts'

/** The PostgreSQL rows that the demo bank writes directly. */
interface DemoTables {
  organisation: {
    code: string
    parent: string | null
    name: string
    level: 'head_office' | 'branch' | 'sub_branch'
  }
  staff: { code: string; name: string; organisation: string; position: string }
  installation: { key: string; value: unknown; updated_at: Date }
  event_definition: {
    name: string
    status: 'learnt' | 'approved' | 'blocked'
    title: string
    description: string
    first_seen: Date
    last_seen: Date
    version: Generated<number>
  }
  property_definition: {
    event: string
    name: string
    type: 'string' | 'number' | 'boolean' | 'datetime' | 'list' | 'object'
    required: boolean
    description: string
    first_seen: Date
    last_seen: Date
  }
  journey: {
    id: Generated<number>
    key: string
    name: string
    description: string
    status: 'draft' | 'running' | 'paused' | 'finished'
    graph: string
    published_version: number | null
    committed_tick: number
    created_by: string
    created_at: Date
    updated_at: Date
  }
  journey_version: {
    journey_id: number
    version: number
    graph: string
    published_at: Date
    published_by: string
  }
  journey_tick: { journey_id: number; tick: number; at: Date; moves: string; touches: string }
  journey_cohort: { journey_id: number }
  journey_occupancy: { journey_id: number; node: string; customers: number }
  dispatch: {
    journey_id: number
    tick: number
    channel: string
    queued: number
    sent: number
    chunk: number
    state: 'pending' | 'running' | 'done' | 'failed'
    updated_at: Date
  }
  effect_report: { journey_id: number }
}

// Kysely wants a type literal here, not an interface with call-site extensions.
export const demoTables = (postgres: Postgres) =>
  postgres.withTables<{ [Table in keyof DemoTables]: DemoTables[Table] }>()
