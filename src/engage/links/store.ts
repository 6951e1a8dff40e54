import type { Generated } from 'kysely'
import type { Postgres } from '../../platform/context.ts'

type LinkTables = {
  link: {
    id: Generated<number>
    journey_id: number
    tick: number
    node: string
    channel: string
    template: string
    version: number
    target: string
    state: unknown
    digest: string
    created_at: Date
    expires_at: Date | null
  }
  link_click: { id: Generated<number>; link_id: number; customer: number; at: Date; device: string }
  journey: { id: number; key: string }
  source: { write_key: string; enabled: boolean; allowed_origins: string[] }
}

export const linkTables = (postgres: Postgres) => postgres.withTables<LinkTables>()
