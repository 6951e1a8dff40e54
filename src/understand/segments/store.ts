import type { Generated, JSONColumnType } from 'kysely'
import type { Postgres } from '../../platform/context.ts'
import type { DisplayName } from '../rules/index.ts'

interface SegmentTable {
  id: Generated<number>
  key: string
  name: JSONColumnType<DisplayName>
  description: string
  rule: JSONColumnType<Record<string, unknown>>
  version: Generated<number>
  archived_at: Date | null
  schedule: string | null
  scheduled_at: Date | null
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
}

interface CustomerListTable {
  id: Generated<number>
  key: string
  name: JSONColumnType<DisplayName>
  version: number
  customers: number
  unknown: number
  duplicates: number
  created_by: string
  created_at: Generated<Date>
  updated_at: Date
}

type SegmentTables = {
  segment: SegmentTable
  segment_snapshot: SegmentSnapshotTable
  customer_list: CustomerListTable
}

export const segmentTables = (postgres: Postgres) => postgres.withTables<SegmentTables>()
