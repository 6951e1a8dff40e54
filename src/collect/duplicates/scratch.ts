import type { ClickHouse } from '../../platform/clickhouse/clickhouse.ts'
import { identifier } from '../../platform/clickhouse/literal.ts'

/** The tables a search works in; the caller of a search holds the lock that keeps it to one at a time. */
export const tables = {
  records: 'duplicate_record',
  blocks: 'duplicate_block',
  compared: 'duplicate_compared',
  scored: 'duplicate_scored',
  scoredNext: 'duplicate_scored_next',
  clusters: 'duplicate_cluster',
  clustersNext: 'duplicate_cluster_next',
  refused: 'duplicate_refused',
} as const

/** Remove what a search left, also one that died. */
export async function dropScratch(clickhouse: ClickHouse): Promise<void> {
  for (const table of Object.values(tables)) {
    await clickhouse.command(`DROP TABLE IF EXISTS ${identifier(table)} SYNC`)
  }
}
