import type { Generated } from 'kysely'
import type { Postgres } from '../../../../platform/context.ts'

type CallTables = {
  call_entry: {
    touch: string
    route_id: number
    journey_id: number
    customer: number
    customer_number: string
    name: string
    phone: string
    title: string
    script: string
    branch: string
    manager: string
    caller: string
    /** A day, as text. */
    planned_on: string | null
    status: Generated<'open' | 'done' | 'failed'>
    outcome: string | null
    note: Generated<string>
    attempts: Generated<number>
    due_on: string
    created_at: Date
    updated_at: Date
  }
  call_capacity: { manager: string; per_day: number; branch: Generated<string>; updated_at: Date }
  journey: { id: number; key: string }
  staff: { code: string }
}

export const callTables = (postgres: Postgres) => postgres.withTables<CallTables>()
