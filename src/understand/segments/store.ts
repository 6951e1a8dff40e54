import type { Generated, JSONColumnType } from 'kysely'
import type { Postgres } from '../../platform/context.ts'
import type { DisplayName } from '../rules/index.ts'
import type { ExportRequest } from './export/schema.ts'
import type { LookalikeInput } from './lookalike/schema.ts'
import type { StoredLookalike } from './lookalike/stored-lookalike.ts'

export interface SegmentTable {
  id: Generated<number>
  key: string
  name: JSONColumnType<DisplayName>
  description: string
  rule: JSONColumnType<Record<string, unknown>>
  version: Generated<number>
  archived_at: Date | null
  /** Cron expression in the business time zone. */
  schedule: string | null
  scheduled_at: Date | null
  paused: Generated<boolean>
  due_at: Date | null
  failed_at: Date | null
  error: string | null
  keep_snapshots: Generated<number>
  created_by: string
  created_at: Generated<Date>
  updated_at: Date
}

interface SegmentSnapshotTable {
  segment_id: number
  version: number
  rule: JSONColumnType<Record<string, unknown>>
  customers: number
  added: number
  removed: number
  as_of: Date
  created_at: Generated<Date>
  pins: Generated<string[]>
  dropped_at: Date | null
}

export interface CustomerListTable {
  id: Generated<number>
  key: string
  name: JSONColumnType<DisplayName>
  version: number
  customers: number
  unknown: number
  duplicates: number
  origin: Generated<'upload' | 'lookalike' | 'analysis'>
  description: Generated<string>
  created_by: string
  created_at: Generated<Date>
  updated_at: Date
}

interface CustomerListVersionTable {
  list_id: number
  version: number
  customers: number
  unknown: number
  duplicates: number
  created_by: string
  created_at: Date
}

interface SegmentExportTable {
  id: Generated<number>
  segment_id: number
  version: number
  options: JSONColumnType<ExportRequest>
  reason: string
  state: 'ready' | 'running' | 'done' | 'failed' | 'cancelled' | 'expired'
  rows: number | null
  bytes: number | null
  sha256: string | null
  error: string | null
  actor: string
  created_by: string
  created_at: Date
  expires_at: Date
  ended_at: Date | null
}

interface LookalikeTable {
  id: Generated<number>
  segment_id: number
  version: number
  options: JSONColumnType<LookalikeInput>
  state: 'queued' | 'running' | 'ready' | 'failed' | 'cancelled'
  error: string | null
  job: string | null
  result: JSONColumnType<StoredLookalike> | null
  created_by: string
  created_at: Date
  ended_at: Date | null
}

type SegmentTables = {
  segment: SegmentTable
  segment_snapshot: SegmentSnapshotTable
  customer_list: CustomerListTable
  customer_list_version: CustomerListVersionTable
  segment_export: SegmentExportTable
  lookalike: LookalikeTable
}

export const segmentTables = (postgres: Postgres) => postgres.withTables<SegmentTables>()
