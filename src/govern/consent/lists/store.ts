import type { Generated } from 'kysely'
import type { Postgres } from '../../../platform/context.ts'

type ListTables = {
  suppression_list: {
    key: string
    name: unknown
    description: Generated<string>
    blocks: string[]
    built_in: Generated<boolean>
    archived_at: Date | null
    version: Generated<number>
    created_by: Generated<string>
    created_at: Generated<Date>
    updated_at: Date
  }
}

export const listTables = (postgres: Postgres) => postgres.withTables<ListTables>()
