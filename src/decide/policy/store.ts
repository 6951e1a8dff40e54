import type { Generated } from 'kysely'
import type { Postgres } from '../../platform/context.ts'

type PolicyTables = {
  contact_policy: {
    only_row: Generated<boolean>
    policy: unknown
    version: Generated<number>
    updated_at: Date
  }
  contact_policy_version: {
    version: number
    policy: unknown
    valid_from: Date
    saved_by: string
  }
}

export const policyTables = (postgres: Postgres) => postgres.withTables<PolicyTables>()
