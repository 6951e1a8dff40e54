import type { Generated } from 'kysely'
import type { Postgres } from '../../platform/context.ts'

interface SourceTable {
  id: Generated<number>
  key: string
  name: string
  channel: string
  write_key: string
  allowed_origins: string[]
  strict: boolean
  enabled: Generated<boolean>
  version: Generated<number>
  created_at: Generated<Date>
  updated_at: Date
}

type SourceTables = { source: SourceTable }

export const sourceTables = (postgres: Postgres) => postgres.withTables<SourceTables>()

export const sourceColumns = [
  'id',
  'key',
  'name',
  'channel',
  'write_key',
  'allowed_origins',
  'strict',
  'enabled',
  'version',
  'created_at',
  'updated_at',
] as const

export interface SourceRow {
  id: number
  key: string
  name: string
  channel: string
  write_key: string
  allowed_origins: string[]
  strict: boolean
  enabled: boolean
  version: number
  created_at: Date
  updated_at: Date
}
