import { z } from 'zod'
import { literal } from '../../../../platform/clickhouse/literal.ts'
import type { ClickHouse, StatementOptions } from '../../../../platform/clickhouse/clickhouse.ts'
import { binSql } from '../../profile/bins.ts'
import type { Cuts } from '../../profile/binned-feature.ts'
import type { Feature } from '../../profile/features.ts'

export interface WeightedFeature {
  readonly feature: Feature
  readonly cuts: Cuts
  /** By bin. */
  readonly logOdds: readonly number[]
}

/** Customers scored by one statement: what bounds its memory. */
const blockSize = 2_000_000

/** SQL of what a feature adds to the score of a row beyond what a missing value adds. */
function gainSql({ feature, cuts, logOdds }: WeightedFeature): string {
  const [missing = 0] = logOdds
  const gains = logOdds.map((weight) => weight - missing)
  return `arrayElement(${literal(gains, 'Array(Float64)')}, ${binSql(cuts, feature.sql)} + 1)`
}

const byTable = (features: readonly WeightedFeature[]) =>
  Map.groupBy(features, ({ feature }) => feature.table)

/**
 * Score the customers of a bitmap: the sum of the log-odds of their bins, to a thousandth. A block of customers at a
 * time; a customer without a row in a table has the log-odds of missing values.
 * @param who SQL of the bitmaps of all to be scored, of the seeds, and the condition that a seed was held out
 */
export async function scoreCustomers(
  clickhouse: ClickHouse,
  lookalike: number,
  features: readonly WeightedFeature[],
  who: { readonly all: string; readonly seeds: string; readonly held: string },
  options: StatementOptions & { readonly onProgress?: (share: number) => Promise<void> },
): Promise<void> {
  const [last] = await clickhouse.query(
    `SELECT bitmapMax(${who.all}) AS customer`,
    {},
    z.object({ customer: z.coerce.number() }),
    options,
  )
  const most = last?.customer ?? 0
  const base = features.reduce((sum, { logOdds }) => sum + (logOdds[0] ?? 0), 0)
  const { onProgress, ...statement } = options
  for (let from = 0; from <= most; from += blockSize) {
    const block = `customer >= ${from} AND customer < ${from + blockSize}`
    const rows = [...byTable(features)].map(
      ([table, own]) =>
        `SELECT customer, ${own.map(gainSql).join(' + ')} AS gain FROM ${table} WHERE ${block}`,
    )
    const everybody = `SELECT arrayJoin(bitmapToArray(bitmapSubsetInRange(${who.all}, toUInt32(${from}), toUInt32(${from + blockSize})))) AS customer, ${literal(base, 'Float64')} AS gain`
    await clickhouse.command(
      `INSERT INTO lookalike_score (lookalike, customer, score, kind)
WITH ${who.all} AS everyone, ${who.seeds} AS seeds
SELECT ${lookalike}, customer, round(sum(gain), 3),
  if(bitmapContains(seeds, customer), if(${who.held}, 1, 2), 0)
FROM (${[everybody, ...rows].join('\nUNION ALL\n')})
WHERE bitmapContains(everyone, customer) GROUP BY customer`,
      {},
      statement,
    )
    await onProgress?.(Math.min(1, (from + blockSize) / (most + 1)))
  }
}

/**
 * How the log-odds of features move together over some customers: Pearson's correlations.
 * @param some SQL condition that picks the customers
 */
export async function correlateFeatures(
  clickhouse: ClickHouse,
  features: readonly WeightedFeature[],
  some: string,
  options: StatementOptions,
): Promise<(a: number, b: number) => number> {
  if (features.length < 2) return () => 0
  const rows = [...byTable(features)].map(([table, own]) => {
    const columns = features.map((one, i) => `${own.includes(one) ? gainSql(one) : '0.'} AS gain${i}`)
    return `SELECT customer, ${columns.join(', ')} FROM ${table} WHERE ${some}`
  })
  const sums = features.map((_, i) => `sum(gain${i}) AS total${i}`)
  const [found] = await clickhouse.query(
    `SELECT corrMatrix(${features.map((_, i) => `total${i}`).join(', ')}) AS matrix
FROM (SELECT ${sums.join(', ')} FROM (${rows.join('\nUNION ALL\n')}) GROUP BY customer)`,
    {},
    z.object({ matrix: z.array(z.array(z.number().nullable())) }),
    options,
  )
  return (a, b) => found?.matrix[a]?.[b] ?? 0
}
