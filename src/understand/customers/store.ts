import type { JSONColumnType } from 'kysely'
import type { Postgres } from '../../platform/context.ts'
import type { DisplayName } from '../rules/index.ts'

/** What a customer's page reads of other rooms' tables. */
type ReadTables = {
  organisation: {
    code: string
    parent: string | null
    name: string
    level: 'head_office' | 'branch' | 'sub_branch'
  }
  staff: { code: string; name: string }
  segment: { id: number; key: string; name: JSONColumnType<DisplayName>; archived_at: Date | null }
  segment_snapshot: { segment_id: number; version: number; as_of: Date }
}

export const readTables = (postgres: Postgres) => postgres.withTables<ReadTables>()
