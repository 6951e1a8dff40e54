import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { identifier } from '../../../platform/clickhouse/literal.ts'

/**
 * Drop what building the table `next` needs besides it or what a process that was killed meanwhile left: `next` itself
 * and everything named `…_of_<next>`.
 * @param kept tables that stay
 */
export async function dropLeftovers(
  clickhouse: ClickHouse,
  next: string,
  options: StatementOptions,
  kept: readonly string[] = [],
): Promise<void> {
  const found = await clickhouse.query(
    `SELECT name FROM system.tables WHERE database = currentDatabase()
AND (name = {next:String} OR endsWith(name, concat('_of_', {next:String})))`,
    { next },
    z.object({ name: z.string() }),
    options,
  )
  for (const { name } of found)
    if (!kept.includes(name))
      await clickhouse.command(`DROP TABLE IF EXISTS ${identifier(name)} SYNC`, {}, options)
}
