import type { Generated } from 'kysely'
import type { Postgres } from '../../platform/context.ts'

type CalendarTables = {
  trading_year: { year: number; source: string; version: Generated<number>; updated_at: Date }
  trading_day: { day: string; year: number; trading: boolean; name: string }
}

export const calendarTables = (postgres: Postgres) => postgres.withTables<CalendarTables>()
