import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { identifier, literal } from '../../../platform/clickhouse/literal.ts'
import { isPresent, type TagColumn } from '../kinds/index.ts'

export interface TagSummary {
  /** Mean of the numbers; null for other types and where there is none. */
  readonly average: number | null
  /** Share of customers by bin. Shares of few customers (beyond the 50 commonest bins) are left out. */
  readonly bins: Readonly<Record<string, number>>
}

/** A quarter of a million customers tell a distribution; more only cost time. */
const sampled = 250_000
/** Neighbours are sampled together, so that most of a large table need not be read. */
const neighbours = 512
const mostBins = 50

/**
 * How the values of a group's table stand, from a sample of neighbours by hash of the customer. Bins never change: two summaries of
 * any two days compare. Numbers fall into half powers of two by size and sign, days into how many months ago they are.
 */
export async function summariseTags(
  clickhouse: ClickHouse,
  table: string,
  columns: readonly (TagColumn & { readonly key: string })[],
  customers: number,
  asOf: string,
  options: StatementOptions,
): Promise<TagSummary[]> {
  const every = Math.max(1, Math.floor(customers / sampled))
  const bins = columns.map((column) => `sumMap([${binSql(column, asOf)}], [1])`)
  const averages = columns.map((column) =>
    column.type === 'number' ? `avgOrNull(toFloat64(${identifier(column.key)}))` : 'NULL',
  )
  const [found] = await clickhouse.query(
    `SELECT count() AS customers, [${bins.map((bin) => `${bin}.1`).join(', ')}] AS names,
  [${bins.map((bin) => `CAST(${bin}.2 AS Array(UInt32))`).join(', ')}] AS counts, [${averages.join(', ')}] AS averages
FROM ${identifier(table)} WHERE cityHash64(intDiv(customer, ${neighbours})) % ${every} = 0`,
    {},
    z.object({
      customers: z.coerce.number(),
      names: z.array(z.array(z.string())),
      counts: z.array(z.array(z.number())),
      averages: z.array(z.number().nullable()),
    }),
    options,
  )
  return columns.map((_, i) => {
    const names = found?.names[i] ?? []
    const counts = found?.counts[i] ?? []
    const total = Math.max(1, found?.customers ?? 0)
    const shares = names.map((name, at): [string, number] => [name, (counts[at] ?? 0) / total])
    const commonest = shares.toSorted(([, a], [, b]) => b - a).slice(0, mostBins)
    return { average: found?.averages[i] ?? null, bins: Object.fromEntries(commonest) }
  })
}

function binSql(column: TagColumn & { readonly key: string }, asOf: string): string {
  const value = identifier(column.key)
  const bin = {
    number: `toString(sign(toFloat64(${value})) * ceil(log2(1 + abs(toFloat64(${value}))) * 2))`,
    string: `toString(${value})`,
    boolean: `toString(${value})`,
    date: `toString(dateDiff('month', ${value}, ${literal(asOf, 'Date32')}))`,
  }[column.type]
  return `if(${isPresent(column, value)}, ifNull(${bin}, ''), '')`
}
