import type { Generated } from 'kysely'
import type { Postgres } from '../../platform/context.ts'

type TemplateTables = {
  template: {
    key: string
    channel: string
    category: string
    name: unknown
    description: string
    content: unknown
    fallback: string
    defaults: unknown
    product: string | null
    general: Generated<boolean>
    status: 'draft' | 'published' | 'retired'
    version: Generated<number>
    published_version: number | null
    created_by: string
    created_at: Date
    updated_at: Date
  }
  template_version: {
    template_key: string
    version: number
    channel: string
    category: string
    content: unknown
    fallback: string
    defaults: unknown
    product: string | null
    general: Generated<boolean>
    state: 'submitted' | 'published' | 'rejected' | 'retired'
    note: string
    submitted_by: string
    submitted_at: Date
    decided_by: string | null
    decided_at: Date | null
  }
  content_policy: {
    only_row: Generated<boolean>
    policy: unknown
    version: Generated<number>
    updated_at: Date
  }
  sensitive_word: {
    word: string
    severity: 'forbidden' | 'caution'
    topic: string
    source: string
    suggestion: string
    origin: 'rules' | 'bank'
    created_by: string
    created_at: Date
  }
  journey: {
    id: number
    key: string
    name: unknown
    status: string
    graph: unknown
    published_version: number | null
  }
  journey_version: { journey_id: number; version: number; graph: unknown }
  organisation: { code: string; name: string }
  staff: { code: string; name: string }
}

export const templateTables = (postgres: Postgres) => postgres.withTables<TemplateTables>()
