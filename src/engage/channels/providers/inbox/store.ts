import type { Postgres } from '../../../../platform/context.ts'

type InboxTables = {
  inbox_message: {
    touch: string
    route_id: number
    journey_id: number
    customer: number
    customer_number: string
    title: string
    body: string
    link: string
    sent_at: Date
    read_at: Date | null
    hidden_at: Date | null
  }
}

export const inboxTables = (postgres: Postgres) => postgres.withTables<InboxTables>()
