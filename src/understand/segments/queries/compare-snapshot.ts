import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'

const row = z.object({ customers: z.coerce.number(), added: z.coerce.number(), removed: z.coerce.number() })

/** Members of one stored version, and how they differ from those of another (0 = from nobody). */
export async function compareSnapshot(
  clickhouse: ClickHouse,
  versions: { readonly segment: number; readonly version: number; readonly previous: number },
  options: StatementOptions,
): Promise<z.output<typeof row>> {
  const [found] = await clickhouse.query(
    `WITH
  (SELECT groupBitmapState(customer) FROM segment_member WHERE segment = {segment:UInt32} AND version = {version:UInt32}) AS now,
  (SELECT groupBitmapState(customer) FROM segment_member WHERE segment = {segment:UInt32} AND version = {previous:UInt32}) AS before
SELECT bitmapCardinality(now) AS customers, bitmapAndnotCardinality(now, before) AS added,
  bitmapAndnotCardinality(before, now) AS removed`,
    versions,
    row,
    options,
  )
  return found ?? { customers: 0, added: 0, removed: 0 }
}
