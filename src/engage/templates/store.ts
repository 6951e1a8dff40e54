import type { Generated } from 'kysely'
import type { Postgres } from '../../platform/context.ts'

type TemplateTables = {
  template: {
    key: string
    channel: string
    name: unknown
    subject: unknown
    body: unknown
    version: Generated<number>
    updated_at: Date
  }
}

export const templateTables = (postgres: Postgres) => postgres.withTables<TemplateTables>()
