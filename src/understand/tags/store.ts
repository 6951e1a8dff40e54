import type { Generated, JSONColumnType } from 'kysely'
import type { Postgres } from '../../platform/context.ts'
import type { DisplayName } from '../rules/index.ts'
import type { TagDefinition, TagSource, TagType } from './kinds/index.ts'
import type { LogisticModel } from './models/logistic-model.ts'

type Schedule = 'daily' | 'weekly' | 'monthly' | 'manual'
type TagStatus = 'draft' | 'active' | 'retired'

interface TagGroupTable {
  id: Generated<number>
  key: string
  name: JSONColumnType<DisplayName>
  source: TagSource
  schedule: Generated<Schedule>
  version: Generated<number>
  refreshed_at: Date | null
  /** `2026-11-01` */
  as_of: string | null
  customers: number | null
  duration_ms: number | null
  error: string | null
  /** How many past days are kept at most. */
  past_kept: Generated<number>
  created_at: Generated<Date>
  updated_at: Date
}

interface TagPastTable {
  group_id: number
  as_of: string
  customers: number
  built_at: Date
}

interface TagBackfillTable {
  id: Generated<number>
  group_id: number
  /** `2026-11-01`, the latest first. */
  days: string[]
  done: Generated<string[]>
  failed: JSONColumnType<Record<string, string>, string | undefined, string>
  status: Generated<'waiting' | 'running' | 'done' | 'failed' | 'cancelled'>
  created_by: string
  created_at: Date
  finished_at: Date | null
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
  class: Generated<string>
  subclass: Generated<string>
  owner: Generated<string>
  fresh_hours: number | null
  organisation: string | null
  status: Generated<TagStatus>
  /** Keys of the tags it is computed from. */
  reads: Generated<string[]>
  refreshed_at: Date | null
  as_of: string | null
  /** Why the last refresh kept the older values. */
  error: string | null
  /** Null until the group's current table holds the tag's column. */
  coverage: number | null
  version: Generated<number>
  created_at: Generated<Date>
  updated_at: Date
}

interface TagSummaryTable {
  tag_id: number
  as_of: string
  refreshed_at: Date
  customers: number
  coverage: number
  average: number | null
  bins: JSONColumnType<Record<string, number>>
}

interface TagModelTable {
  tag_id: number
  definition: JSONColumnType<TagDefinition>
  model: JSONColumnType<LogisticModel>
  trained_at: Date
}

interface TagUploadTable {
  id: Generated<number>
  tag_id: number
  rows: number
  customers: number
  unknown: number
  duplicates: number
  invalid: number
  created_by: string
  created_at: Date
  file: Generated<string>
  /** Hash of the content. */
  digest: Generated<string>
  /** The first lines that could not be taken. */
  problems: JSONColumnType<{ line: number; reason: UploadProblem }[], string | undefined, string>
}

export type UploadProblem = 'unknown' | 'duplicate' | 'invalid'

type TagTables = {
  tag_group: TagGroupTable
  tag: TagTable
  tag_summary: TagSummaryTable
  tag_model: TagModelTable
  tag_upload: TagUploadTable
  tag_past: TagPastTable
  tag_backfill: TagBackfillTable
}

export const tagTables = (postgres: Postgres) => postgres.withTables<TagTables>()
