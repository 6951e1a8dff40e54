import { z } from 'zod'
import { identifier } from '../../platform/clickhouse/literal.ts'
import type { ClickHouse } from '../../platform/clickhouse/clickhouse.ts'

/** Remove the tables an import works in, also those that a crash left behind. The caller holds the import lock. */
export async function dropScratch(clickhouse: ClickHouse): Promise<void> {
  const tables = await clickhouse.query(
    `SELECT name FROM system.tables WHERE database = currentDatabase()
     AND (startsWith(name, 'import_stage_') OR startsWith(name, 'import_resolved_') OR startsWith(name, 'import_derived_'))`,
    {},
    z.object({ name: z.string() }),
  )
  for (const { name } of tables) await clickhouse.command(`DROP TABLE IF EXISTS ${identifier(name)} SYNC`)
}
