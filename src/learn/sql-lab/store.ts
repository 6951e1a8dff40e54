import type { Generated, JSONColumnType } from 'kysely'
import type { Postgres } from '../../platform/context.ts'
import type { DisplayName } from '../../understand/rules/index.ts'

interface SqlRunTable {
  id: Generated<number>
  actor_kind: string
  actor_id: string
  actor_name: string
  sql: string
  state: 'running' | 'succeeded' | 'failed' | 'cancelled'
  error: string
  rows: number | null
  rows_read: number | null
  bytes_read: number | null
  milliseconds: number | null
  started_at: Date
}

interface SavedQueryTable {
  id: Generated<number>
  name: string
  description: string
  sql: string
  shared: boolean
  owner: string
  owner_name: string
  version: Generated<number>
  created_at: Date
  updated_at: Date
}

interface Organisation {
  code: string
  parent: string | null
  name: string
  level: string
}

interface Journey {
  id: number
  key: string
  name: JSONColumnType<DisplayName>
  status: string
}

type LabStore = {
  sql_run: SqlRunTable
  saved_query: SavedQueryTable
  organisation: Organisation
  journey: Journey
}

export const labStore = (postgres: Postgres) => postgres.withTables<LabStore>()
