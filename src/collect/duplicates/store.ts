import type { Generated, JSONColumnType } from 'kysely'
import type { Postgres } from '../../platform/context.ts'
import type { FieldEvidence, Merge } from './schema.ts'

interface SuspectedDuplicateTable {
  id: Generated<number>
  customer_a: number
  customer_b: number
  cluster: number
  probability: number
  weight: number
  evidence: JSONColumnType<FieldEvidence[]>
  state: Generated<'open' | 'accepted' | 'refused'>
  search: string
  found_at: Date
  decided_by: string | null
  decided_at: Date | null
  note: Generated<string>
  merge: JSONColumnType<Merge | null, string | null, string | null>
}

export const duplicateTables = (postgres: Postgres) =>
  postgres.withTables<{ suspected_duplicate: SuspectedDuplicateTable }>()
