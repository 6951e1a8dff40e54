import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { identifier } from '../../../platform/clickhouse/literal.ts'

/**
 * Put the built table in the place of the current one in one atomic step, then drop the old one. Whoever reads the old
 * one meanwhile finishes on it. Dying in between leaves a complete table either way and a leftover to clean.
 */
export async function swapGroupTable(
  clickhouse: ClickHouse,
  built: string,
  current: string,
  options: StatementOptions,
): Promise<void> {
  const [found] = await clickhouse.query(
    `EXISTS TABLE ${identifier(current)}`,
    {},
    z.object({ result: z.coerce.number() }),
    options,
  )
  if (found?.result === 1) {
    await clickhouse.command(`EXCHANGE TABLES ${identifier(current)} AND ${identifier(built)}`, {}, options)
    await clickhouse.command(`DROP TABLE ${identifier(built)} SYNC`, {}, options)
  } else {
    await clickhouse.command(`RENAME TABLE ${identifier(built)} TO ${identifier(current)}`, {}, options)
  }
}
