import type { Generated } from 'kysely'
import type { Postgres } from '../../../../platform/context.ts'

type WecomTables = {
  wecom_contact_way: {
    id: Generated<number>
    route_id: number
    name: string
    state: string
    staff: string[]
    welcome: string
    config_id: string
    qr_code: string
    created_by: string
    created_at: Date
  }
  wecom_mass_message: {
    route_id: number
    msgid: string
    staff: string
    customers: number
    state: 'waiting' | 'done' | 'cancelled' | 'expired'
    sent: Generated<number>
    failed: Generated<number>
    reminded: Generated<Date[]>
    created_at: Date
    polled_at: Date | null
    taking_back: Generated<Date | null>
  }
  wecom_mass_ask: { route_id: number; touch: string; msgid: string | null; asked_at: Date }
}

export const wecomTables = (postgres: Postgres) => postgres.withTables<WecomTables>()
