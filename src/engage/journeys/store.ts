import type { Generated } from 'kysely'
import type { Postgres } from '../../platform/context.ts'

export type JourneyStatus = 'draft' | 'running' | 'paused' | 'finished' | 'cancelled'

/** What was asked for and what came of it, with the draft as it was. */
type TrialTable = {
  id: string
  journey_id: number
  draft_version: number
  request: unknown
  result: Generated<unknown>
  requested_by: string
  created_at: Date
}

type JourneyTables = {
  journey: {
    id: Generated<number>
    key: string
    name: unknown
    description: string
    status: Generated<JourneyStatus>
    version: Generated<number>
    graph: unknown
    published_version: number | null
    committed_tick: Generated<number>
    open_tick: number | null
    entry_state: Generated<unknown>
    /** Values of tags were handed over up to this tick. */
    tags_tick: Generated<number>
    /** Calls of webhooks are known up to this tick. */
    webhooks_tick: Generated<number>
    /** Nobody enters from then on. */
    entry_closed_at: Generated<Date | null>
    ended_at: Generated<Date | null>
    archived_at: Generated<Date | null>
    cancellation: Generated<unknown>
    created_by: string
    created_at: Generated<Date>
    updated_at: Generated<Date>
  }
  journey_version: {
    journey_id: number
    version: number
    graph: unknown
    published_at: Date
    published_by: string
  }
  journey_tick: {
    journey_id: number
    tick: number
    at: Date
    moves: unknown
    touches: unknown
    committed_at: Generated<Date>
  }
  journey_cohort: {
    journey_id: number
    version: number
    node: string
    tick: number
    customers: number
    partial: Generated<boolean>
    wake: Date
  }
  touch_hold: {
    journey_id: number
    tick: number
    version: number
    node: string
    channel: string
    reason: string
    held: number
    until: Date
    released: Generated<Date | null>
  }
  journey_occupancy: { journey_id: number; node: string; customers: number }
  journey_entry_request: {
    id: Generated<number>
    journey_id: number
    request: string
    customers: number[]
    requested_by: string
    requested_at: Date
  }
  journey_happening: {
    journey_id: number
    tick: Generated<number>
    receipts_at: Generated<Date | null>
    receipts_stored: Generated<Date | null>
    open: Generated<unknown>
    updated_at: Date
  }
  journey_webhook: {
    journey_id: number
    tick: number
    version: number
    node: string
    calls: number
    told: Generated<number>
    position: Generated<number>
    state: Generated<'pending' | 'done' | 'failed'>
    attempts: Generated<number>
    next_at: Date
    error: string | null
    created_at: Date
    updated_at: Date
  }
  journey_dry_run: TrialTable
  journey_simulation: TrialTable
  dispatch: {
    journey_id: number
    tick: number
    channel: string
    queued: number
    sent: Generated<number>
    chunk: Generated<number>
    position: Generated<number>
    state: 'pending' | 'running' | 'done' | 'failed' | 'cancelled'
    error: string | null
    updated_at: Date
  }
}

export const journeyTables = (postgres: Postgres) => postgres.withTables<JourneyTables>()
