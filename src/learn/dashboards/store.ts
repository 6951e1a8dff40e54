import type { Generated, JSONColumnType, Selectable } from 'kysely'
import type { Postgres } from '../../platform/context.ts'
import type { DisplayName } from '../../understand/rules/index.ts'
import type { BoardFilters, Sharing, Widget } from './schema.ts'

export interface DashboardTable {
  id: Generated<number>
  library_key: string | null
  name: JSONColumnType<DisplayName>
  description: string
  widgets: JSONColumnType<Widget[]>
  filters: JSONColumnType<BoardFilters>
  sharing: JSONColumnType<Sharing>
  owner: string
  version: Generated<number>
  archived_at: Date | null
  created_by: string
  updated_by: string
  created_at: Date
  updated_at: Date
}
export type DashboardRow = Selectable<DashboardTable>

export interface AnnotationTable {
  id: Generated<number>
  dashboard_id: number | null
  first_day: string
  last_day: string
  name: JSONColumnType<DisplayName>
  version: Generated<number>
  created_by: string
  created_at: Date
  updated_at: Date
}

export interface MailingTable {
  id: Generated<number>
  dashboard_id: number
  owner: string
  recipients: string[]
  language: 'zh-CN' | 'en'
  schedule: string
  filters: JSONColumnType<BoardFilters> | null
  enabled: boolean
  stopped: 'owner_disabled' | 'owner_may_not_view' | 'dashboard_archived' | null
  due_at: Date | null
  version: Generated<number>
  created_at: Date
  updated_at: Date
}

interface SendingTable {
  id: string
  mailing_id: number
  slot: Date | null
  requested_by: string
  made_at: Date
  state: 'pending' | 'done' | 'failed'
  attempts: Generated<number>
  next_at: Date
  error: string | null
}

interface MailTable {
  id: string
  sending_id: string
  recipient: string
  state: 'pending' | 'sent' | 'failed'
  attempts: Generated<number>
  error: string | null
  sent_at: Date | null
}

interface UserTable {
  id: number
  login: string
  name: string
  role: 'admin' | 'operator' | 'viewer'
  disabled_at: Date | null
}

type DashboardTables = {
  dashboard: DashboardTable
  annotation: AnnotationTable
  dashboard_mailing: MailingTable
  dashboard_sending: SendingTable
  dashboard_mail: MailTable
  app_user: UserTable
  metric: { key: string; name: DisplayName; archived_at: Date | null }
  organisation: { code: string }
  event_definition: { name: string; title: string }
}

export const dashboardTables = (postgres: Postgres) => postgres.withTables<DashboardTables>()
