import type { Generated, JSONColumnType, Selectable } from 'kysely'
import type { Postgres } from '../../../platform/context.ts'
import type { DisplayName } from '../../../understand/rules/index.ts'
import { analysis } from '../schema.ts'
import type { SavedAnalysisView } from './schema.ts'

interface AnalysisTable {
  id: Generated<number>
  name: JSONColumnType<DisplayName>
  description: string
  type: string
  definition: JSONColumnType<Record<string, unknown>>
  version: Generated<number>
  created_by: string
  created_at: Date
  updated_at: Date
}

export const savedTables = (postgres: Postgres) => postgres.withTables<{ analysis: AnalysisTable }>()

export function viewOf(row: Selectable<AnalysisTable>): SavedAnalysisView {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    analysis: analysis.parse(row.definition),
    version: row.version,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}
