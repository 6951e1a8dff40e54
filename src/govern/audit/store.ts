import type { Generated } from 'kysely'
import type { Postgres } from '../../platform/context.ts'

export interface AuditTable {
  id: Generated<number>
  at: Date
  actor_kind: 'user' | 'api_key' | 'system'
  actor_id: string
  actor_name: string
  address: string
  action: string
  object_kind: string
  object_id: string
  result: 'ok' | 'refused'
  detail: unknown
  previous_hash: Buffer
  hash: Buffer
}

export const auditTables = (postgres: Postgres) => postgres.withTables<{ audit: AuditTable }>()
