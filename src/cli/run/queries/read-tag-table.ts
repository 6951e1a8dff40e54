import { z } from 'zod'
import { identifier } from '../../../platform/clickhouse/literal.ts'
import type { Context } from '../../../platform/context.ts'
import { loadCatalogueTags } from '../../../understand/tags/index.ts'

/** One tag over all customers. */
export interface TagLine {
  readonly key: string
  readonly name: string
  readonly unit: string
  readonly type: string
  readonly customers: number
  /** Share of customers with a value. */
  readonly coverage: number
  /** Of the values; null for texts. Dates and flags as numbers: days since 1970, 0 or 1. */
  readonly min: number | null
  readonly average: number | null
  readonly max: number | null
}

const spread = z.object({
  customers: z.coerce.number(),
  present: z.coerce.number(),
  min: z.coerce.number().nullable(),
  average: z.coerce.number().nullable(),
  max: z.coerce.number().nullable(),
})

/** Coverage and spread of every tag that has been computed, group by group. */
export async function readTagTable(ctx: Context): Promise<TagLine[]> {
  const lines: TagLine[] = []
  const tags = [...(await loadCatalogueTags(ctx)).values()].toSorted((a, b) =>
    `${a.table} ${a.key}` < `${b.table} ${b.key}` ? -1 : 1,
  )
  for (const { key, name, unit, column, table } of tags) {
    if (table === null) continue
    const value = identifier(key)
    const text = column.type === 'string'
    const number = text ? 'NULL' : `toFloat64(${column.type === 'date' ? `toInt32(${value})` : value})`
    const [row] = await ctx.clickhouse.query(
      `SELECT count() AS customers, countIf(${text ? `${value} != ''` : `isNotNull(${value})`}) AS present,
         min(n) AS min, avg(n) AS average, max(n) AS max
       FROM (SELECT ${value}, ${number}::Nullable(Float64) AS n FROM ${identifier(table)})`,
      {},
      spread,
    )
    if (!row) continue
    const { present, ...rest } = row
    lines.push({
      key,
      name: name.en,
      unit,
      type: column.type,
      coverage: row.customers === 0 ? 0 : present / row.customers,
      ...rest,
    })
  }
  return lines
}
