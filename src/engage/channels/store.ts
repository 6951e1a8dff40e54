import type { Generated } from 'kysely'
import type { Postgres } from '../../platform/context.ts'

type ChannelTables = {
  channel_route: {
    id: Generated<number>
    channel: string
    name: Generated<string>
    provider: string
    settings: unknown
    weight: Generated<number>
    enabled: Generated<boolean>
    rate: number | null
    breaker: Generated<unknown>
    hook_secret: string | null
    hook_hash: Buffer | null
    version: Generated<number>
    updated_at: Date
  }
  channel_route_state: {
    route_id: number
    breaker: unknown
    breaker_state: Generated<'closed' | 'open' | 'half_open'>
    free_at: Date | null
    sent: Generated<number>
    failed: Generated<number>
    last_sent_at: Date | null
    last_error: string | null
    last_error_at: Date | null
  }
  channel_setting: {
    channel: string
    hourly_limit: number | null
    outbox_limit: number | null
    cost_micros: number
    version: Generated<number>
    updated_at: Date
  }
  channel_volume: { channel: string; hour: Date; messages: number }
  unmatched_receipt: {
    route_id: number
    message: string
    status: string
    at: Date
    detail: string
    received_at: Date
  }
  journey: { id: number; key: string; status: string }
  template: { key: string; content: unknown; subject: unknown; body: unknown }
  journey_tick: { journey_id: number; tick: number; at: Date }
  dispatch: {
    id: Generated<number>
    journey_id: number
    tick: number
    channel: string
    at: Date | null
    source: Generated<'tick' | 'held' | 'follow_up'>
    queued: number
    sent: Generated<number>
    failed: Generated<number>
    dropped: Generated<number>
    chunk: Generated<number>
    position: Generated<number>
    state: 'pending' | 'running' | 'done' | 'failed' | 'cancelled'
    error: string | null
    retries: Generated<boolean>
    handed: unknown
    attempts: Generated<number>
    not_before: Date | null
    updated_at: Date
  }
}

export const channelTables = (postgres: Postgres) => postgres.withTables<ChannelTables>()
