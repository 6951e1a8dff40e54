import type { Generated } from 'kysely'
import type { Postgres } from '../../platform/context.ts'

type ChannelTables = {
  channel_route: {
    channel: string
    provider: string
    settings: unknown
    version: Generated<number>
    updated_at: Date
  }
  journey: { id: number; key: string; status: string }
  journey_tick: { journey_id: number; tick: number; at: Date }
  dispatch: {
    journey_id: number
    tick: number
    channel: string
    queued: number
    sent: number
    chunk: number
    position: number
    state: 'pending' | 'running' | 'done' | 'failed'
    error: string | null
    updated_at: Date
  }
}

export const channelTables = (postgres: Postgres) => postgres.withTables<ChannelTables>()
