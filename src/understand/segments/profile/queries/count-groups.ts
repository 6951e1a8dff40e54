import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../../platform/clickhouse/clickhouse.ts'

const row = z.object({ inside: z.coerce.number(), base: z.coerce.number() })

/** How many customers two bitmaps hold. */
export async function countGroups(
  clickhouse: ClickHouse,
  groups: { readonly inside: string; readonly base: string },
  options?: StatementOptions,
): Promise<z.output<typeof row>> {
  const [found] = await clickhouse.query(
    `SELECT bitmapCardinality(${groups.inside}) AS inside, bitmapCardinality(${groups.base}) AS base`,
    {},
    row,
    options,
  )
  return found ?? { inside: 0, base: 0 }
}
