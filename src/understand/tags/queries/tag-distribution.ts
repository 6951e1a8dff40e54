import { z } from 'zod'
import { calendarDay } from '../../../platform/calendar-day.ts'
import type { ClickHouse } from '../../../platform/clickhouse/clickhouse.ts'
import { identifier } from '../../../platform/clickhouse/literal.ts'
import { isPresent, type TagColumn } from '../kinds/index.ts'
import type { TagDistribution } from '../schema.ts'

const listedValues = 20
const mostBars = 30
const shares = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]

/**
 * How the values of one column of a group's table spread.
 * @param rowsSql the table, or some of its rows
 */
export function tagDistribution(
  clickhouse: ClickHouse,
  rowsSql: string,
  tag: string,
  column: TagColumn,
): Promise<TagDistribution> {
  return column.type === 'string' || column.type === 'boolean'
    ? commonest(clickhouse, rowsSql, tag, column)
    : quantiles(clickhouse, rowsSql, tag, column)
}

async function commonest(
  clickhouse: ClickHouse,
  rowsSql: string,
  tag: string,
  column: TagColumn,
): Promise<TagDistribution> {
  const value = identifier(tag)
  const rows = await clickhouse.query(
    `SELECT ifNull(toString(${value}), '') AS text, count() AS customers, ${isPresent(column, value)} AS present
FROM ${rowsSql} GROUP BY ${value} ORDER BY customers DESC, text LIMIT ${listedValues + 1}`,
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
  rowsSql: string,
  tag: string,
  column: TagColumn,
): Promise<TagDistribution> {
  const value = identifier(tag)
  const number = column.type === 'date' ? `toInt32(${value})` : value
  const present = isPresent(column, value)
  const [row] = await clickhouse.query(
    `SELECT countIf(NOT ${present}) AS missing, countIf(${present}) AS present,
  quantilesTDigestIf(${shares.join(', ')})(assumeNotNull(toFloat64(${number})), ${present}) AS points,
  quantileTDigestOrNullIf(0.01)(assumeNotNull(toFloat64(${number})), ${present}) AS low,
  quantileTDigestOrNullIf(0.99)(assumeNotNull(toFloat64(${number})), ${present}) AS high
FROM ${rowsSql}`,
    {},
    z.object({
      missing: z.coerce.number(),
      present: z.coerce.number(),
      points: z.array(z.coerce.number()),
      low: z.number().nullable(),
      high: z.number().nullable(),
    }),
  )
  const points = row?.present ? row.points : []
  const [low, high] = [row?.low ?? null, row?.high ?? null]
  return {
    bars: low === null || high === null ? [] : await bars(clickhouse, rowsSql, tag, column, low, high),
    kind: 'quantiles',
    missing: row?.missing ?? 0,
    quantiles: points.map((point, i) => ({
      share: shares[i] ?? 0,
      value: column.type === 'date' ? calendarDay(point) : point,
    })),
  }
}

/** Customers by equally wide spans between the first and the last hundredth; the outer spans hold the rest too. */
async function bars(
  clickhouse: ClickHouse,
  rowsSql: string,
  tag: string,
  column: TagColumn,
  low: number,
  high: number,
): Promise<Extract<TagDistribution, { kind: 'quantiles' }>['bars']> {
  const value = identifier(tag)
  const number = `assumeNotNull(toFloat64(${column.type === 'date' ? `toInt32(${value})` : value}))`
  const first = Math.floor(low)
  const wide = high - low > mostBars
  const width = wide
    ? Math.ceil((high - low) / mostBars)
    : Number.isInteger(low) && Number.isInteger(high)
      ? 1
      : (high - low) / mostBars || 1
  const from = wide || width === 1 ? first : low
  const last = Math.max(0, Math.ceil((high - from + (width === 1 ? 1 : 0)) / width) - 1)
  const rows = await clickhouse.query(
    `SELECT toInt32(least({last:Float64}, greatest(0, floor((${number} - {from:Float64}) / {width:Float64})))) AS bar, count() AS customers
FROM ${rowsSql} WHERE ${isPresent(column, value)} GROUP BY bar ORDER BY bar`,
    { from, width, last },
    z.object({ bar: z.coerce.number(), customers: z.coerce.number() }),
  )
  const counts = new Map(rows.map(({ bar, customers }) => [bar, customers]))
  const at = (edge: number) => (column.type === 'date' ? calendarDay(edge) : edge)
  return Array.from({ length: last + 1 }, (_, i) => ({
    from: at(from + i * width),
    to: at(from + (i + 1) * width),
    customers: counts.get(i) ?? 0,
  }))
}
