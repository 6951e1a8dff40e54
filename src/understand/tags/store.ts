import type { Generated, JSONColumnType } from 'kysely'
import type { Postgres } from '../../platform/context.ts'
import type { DisplayName } from '../rules/index.ts'
import type { TagDefinition, TagSource, TagType } from './kinds/index.ts'

interface TagGroupTable {
  id: Generated<number>
  key: string
  name: JSONColumnType<DisplayName>
  source: TagSource
  version: Generated<number>
  refreshed_at: Date | null
  /** `2026-11-01` */
  as_of: string | null
  customers: number | null
  duration_ms: number | null
  error: string | null
  created_at: Generated<Date>
  updated_at: Date
}

interface TagTable {
  id: Generated<number>
  key: string
  group_id: number
  name: JSONColumnType<DisplayName>
  description: string
  type: TagType
  unit: string
  definition: JSONColumnType<TagDefinition>
  /** Null until the group's current table holds the tag's column. */
  coverage: number | null
  version: Generated<number>
  created_at: Generated<Date>
  updated_at: Date
}

type TagTables = { tag_group: TagGroupTable; tag: TagTable }

export const tagTables = (postgres: Postgres) => postgres.withTables<TagTables>()
