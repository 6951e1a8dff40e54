import { z } from 'zod'
import type { ClickHouse } from '../../../platform/clickhouse/clickhouse.ts'
import { identifier } from '../../../platform/clickhouse/literal.ts'
import { isPresent, type TagColumn } from '../kinds/index.ts'
import type { TagDistribution } from '../schema.ts'

const listedValues = 20
const shares = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]

/** How the values of one column of a group's table spread. */
export function tagDistribution(
  clickhouse: ClickHouse,
  table: string,
  tag: string,
  column: TagColumn,
): Promise<TagDistribution> {
  return column.type === 'string' || column.type === 'boolean'
    ? commonest(clickhouse, table, tag, column)
    : quantiles(clickhouse, table, tag, column)
}

async function commonest(
  clickhouse: ClickHouse,
  table: string,
  tag: string,
  column: TagColumn,
): Promise<TagDistribution> {
  const value = identifier(tag)
  const rows = await clickhouse.query(
    `SELECT ifNull(toString(${value}), '') AS text, count() AS customers, ${isPresent(column, value)} AS present
FROM ${identifier(table)} GROUP BY ${value} ORDER BY customers DESC, text LIMIT ${listedValues + 1}`,
    {},
    z.object({ text: z.string(), customers: z.coerce.number(), present: z.coerce.boolean() }),
  )
  return {
    kind: 'values',
    missing: rows.find((row) => !row.present)?.customers ?? 0,
    values: rows
      .filter((row) => row.present)
      .slice(0, listedValues)
      .map(({ text, customers }) => ({ value: text, customers })),
  }
}

async function quantiles(
  clickhouse: ClickHouse,
  table: string,
  tag: string,
  column: TagColumn,
): Promise<TagDistribution> {
  const value = identifier(tag)
  const number = column.type === 'date' ? `toInt32(${value})` : value
  const present = isPresent(column, value)
  const [row] = await clickhouse.query(
    `SELECT countIf(NOT ${present}) AS missing, countIf(${present}) AS present,
  quantilesTDigestIf(${shares.join(', ')})(assumeNotNull(toFloat64(${number})), ${present}) AS points
FROM ${identifier(table)}`,
    {},
    z.object({
      missing: z.coerce.number(),
      present: z.coerce.number(),
      points: z.array(z.coerce.number()),
    }),
  )
  const points = row?.present ? row.points : []
  return {
    kind: 'quantiles',
    missing: row?.missing ?? 0,
    quantiles: points.map((point, i) => ({
      share: shares[i] ?? 0,
      value: column.type === 'date' ? dayOf(point) : point,
    })),
  }
}

function dayOf(daysSince1970: number): string {
  return new Date(Math.round(daysSince1970) * 86_400_000).toISOString().slice(0, 10)
}
