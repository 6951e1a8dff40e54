import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { identifier } from '../../../platform/clickhouse/literal.ts'
import { isPresent, type TagColumn } from '../kinds/index.ts'

/** The values that cut a tag's distribution into `buckets` parts of equally many customers, ascending. */
export async function tagThresholds(
  clickhouse: ClickHouse,
  table: string,
  tag: string,
  column: TagColumn,
  buckets: number,
  options: StatementOptions,
): Promise<number[]> {
  const value = identifier(tag)
  // A hair below, so that of 1000 values the 100th ends the first tenth, not the 101st.
  const shares = Array.from({ length: buckets - 1 }, (_, i) => (i + 1) / buckets - 1e-9)
  const present = isPresent(column, value)
  const [row] = await clickhouse.query(
    `SELECT countIf(${present}) AS present,
  quantilesExactIf(${shares.join(', ')})(assumeNotNull(toFloat64(${value})), ${present}) AS points FROM ${identifier(table)}`,
    {},
    z.object({ present: z.coerce.number(), points: z.array(z.number().nullable()) }),
    options,
  )
  return row?.present ? row.points.map((point) => point ?? 0) : []
}
