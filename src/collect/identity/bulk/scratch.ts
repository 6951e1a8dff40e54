import type { ClickHouse } from '../../../platform/clickhouse/clickhouse.ts'

/** The tables a bulk import of links works in; the identity lock keeps it to one at a time. */
export const tables = {
  pair: 'identity_import_pair',
  identifier: 'identity_import_identifier',
  number: 'identity_import_number',
  edge: 'identity_import_edge',
  suspect: 'identity_import_suspect',
  shared: 'identity_import_shared',
  label: 'identity_import_label',
  labelNext: 'identity_import_label_next',
  refused: 'identity_import_refused',
  given: 'identity_import_given',
  root: 'identity_import_root',
} as const

/** Remove what an import left, also one that died. */
export async function dropScratch(clickhouse: ClickHouse): Promise<void> {
  for (const table of Object.values(tables)) await clickhouse.command(`DROP TABLE IF EXISTS ${table} SYNC`)
}
