import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { Postgres } from '../../platform/context.ts'

interface NamespaceTable {
  key: string
  position: number
  sensitive: boolean
  max_per_customer: number
  max_customers: number | null
  version: Generated<number>
  updated_at: ColumnType<Date, Date | undefined, Date>
}

interface SeparationTable {
  id: Generated<number>
  customer_a: number
  customer_b: number
  note: string
  created_by: string
  created_at: Date
  lifted_by: string | null
  lifted_at: Date | null
}

/** ClickHouse table → rows in the order of its columns; see write-rows.ts. */
export type DecisionRows = Readonly<Record<string, readonly (readonly (string | number)[])[]>>

interface DecisionTable {
  id: Generated<number>
  kind: 'merge' | 'separate' | 'share' | 'allow'
  rows: JSONColumnType<DecisionRows>
  decided_by: string
  decided_at: Date
  applied_at: Date | null
}

export const identityTables = (postgres: Postgres) =>
  postgres.withTables<{
    identity_namespace: NamespaceTable
    identity_separation: SeparationTable
    identity_decision: DecisionTable
  }>()
