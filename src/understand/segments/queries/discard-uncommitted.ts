import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'

/**
 * Delete what a snapshot that died before its commit row left behind. Looking first is a read of the primary key; the
 * delete rewrites parts, so it runs only when there is something.
 */
export async function discardUncommitted(
  clickhouse: ClickHouse,
  segment: number,
  committed: number,
  options: StatementOptions,
): Promise<void> {
  const parameters = { segment, committed }
  const [found] = await clickhouse.query(
    'SELECT count() AS rows FROM segment_member WHERE segment = {segment:UInt32} AND version > {committed:UInt32}',
    parameters,
    z.object({ rows: z.coerce.number() }),
    options,
  )
  if (!found || found.rows === 0) return
  await clickhouse.command(
    'DELETE FROM segment_member WHERE segment = {segment:UInt32} AND version > {committed:UInt32}',
    parameters,
    options,
  )
}
