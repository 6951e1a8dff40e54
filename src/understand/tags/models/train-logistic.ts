import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { identifier, literal } from '../../../platform/clickhouse/literal.ts'
import { AppError } from '../../../platform/errors.ts'
import { type DesignColumn, designSql, type LogisticModel } from './logistic-model.ts'
import { solveSymmetric } from './solve-symmetric.ts'

const mostRows = 200_000
const mostTexts = 30
const leastRowsOfText = 20
const leastOutcomes = 20
const mostSteps = 30
/** Ridge penalty on standardised columns: keeps separable data and unused columns finite. */
const ridge = 1

interface Feature {
  readonly tag: string
  readonly textual: boolean
}

/**
 * Fit a logistic model by iteratively reweighted least squares: the sums over customers are made in ClickHouse, only
 * the small linear system is solved here. One customer in five is held out by hash.
 * @param table columns `customer`, `outcome` (0 or 1) and one per feature: Nullable(Float64), or String for texts
 * @throws AppError conflict when there is too little to learn from
 */
export async function trainLogistic(
  clickhouse: ClickHouse,
  table: string,
  features: readonly Feature[],
  options: StatementOptions,
): Promise<Omit<LogisticModel, 'asOf' | 'trainedAt'>> {
  const from = identifier(table)
  const held = `cityHash64(customer, 'holdout') % 5 = 0`
  const counts = z.object({
    rows: z.coerce.number(),
    outcomes: z.coerce.number(),
    held: z.coerce.number(),
    heldOutcomes: z.coerce.number(),
  })
  const [found] = await clickhouse.query(
    `SELECT countIf(NOT ${held}) AS rows, countIf(NOT ${held} AND outcome = 1) AS outcomes,
  countIf(${held}) AS held, countIf(${held} AND outcome = 1) AS heldOutcomes FROM ${from}`,
    {},
    counts,
    options,
  )
  if (!found || Math.min(found.outcomes, found.rows - found.outcomes) < leastOutcomes || !found.heldOutcomes)
    throw new AppError(
      'conflict',
      `Too little to learn from: ${found?.outcomes ?? 0} of ${found?.rows ?? 0} customers have the outcome, and a model needs at least ${leastOutcomes} with and ${leastOutcomes} without it`,
    )
  const columns = await designColumns(clickhouse, from, features, options)
  const row = `[1., ${columns.map((column) => designSql(column, identifier(column.tag))).join(', ')}]`
  const keep = Math.min(1, mostRows / found.rows)
  const sampled = `NOT (${held}) AND cityHash64(customer, 'sample') % 1000000 < ${Math.ceil(keep * 1e6)}`
  const weights = await fit(clickhouse, from, row, sampled, columns.length + 1, options)
  const [tested] = await clickhouse.query(
    `SELECT arrayAUC(groupArray(arrayDotProduct(${row}, ${literal(weights, 'Array(Float64)')})), groupArray(toUInt8(outcome))) AS auc
FROM ${from} WHERE ${held}`,
    {},
    z.object({ auc: z.coerce.number() }),
    options,
  )
  return {
    intercept: weights[0] ?? 0,
    weights: columns.map((column, i) => ({ column, weight: weights[i + 1] ?? 0 })),
    auc: tested?.auc ?? 0.5,
    trainedOn: found.rows,
    heldOut: found.held,
    outcomeShare: found.outcomes / found.rows,
  }
}

/** Numbers: mean and deviation, and whether any are missing. Texts: the commonest, one column each. */
async function designColumns(
  clickhouse: ClickHouse,
  from: string,
  features: readonly Feature[],
  options: StatementOptions,
): Promise<DesignColumn[]> {
  const columns: DesignColumn[] = []
  for (const { tag, textual } of features) {
    const value = identifier(tag)
    if (textual) {
      const texts = await clickhouse.query(
        `SELECT ${value} AS text FROM ${from} GROUP BY ${value} HAVING count() >= ${leastRowsOfText} ORDER BY count() DESC, text LIMIT ${mostTexts}`,
        {},
        z.object({ text: z.string() }),
        options,
      )
      columns.push(...texts.map(({ text }): DesignColumn => ({ kind: 'is', tag, text })))
      continue
    }
    const [seen] = await clickhouse.query(
      `SELECT avgOrNull(${value}) AS mean, stddevPopOrNull(${value}) AS deviation, countIf(isNull(${value})) AS missing FROM ${from}`,
      {},
      z.object({
        mean: z.number().nullable(),
        deviation: z.number().nullable(),
        missing: z.coerce.number(),
      }),
      options,
    )
    if (seen?.deviation && seen.mean !== null)
      columns.push({ kind: 'value', tag, mean: seen.mean, deviation: seen.deviation })
    if (seen && seen.missing > 0) columns.push({ kind: 'missing', tag })
  }
  return columns
}

/** Newton's steps until the weights stand still. */
async function fit(
  clickhouse: ClickHouse,
  from: string,
  row: string,
  condition: string,
  size: number,
  options: StatementOptions,
): Promise<number[]> {
  let weights = Array.from({ length: size }, () => 0)
  const sums = z.object({ gradient: z.array(z.number()), curvature: z.array(z.number()) })
  for (let step = 0; step < mostSteps; step += 1) {
    const [found] = await clickhouse.query(
      `SELECT sumForEach(arrayMap(a -> a * (y - p), x)) AS gradient,
  sumForEach(arrayFlatten(arrayMap((a, i) -> arrayMap(b -> a * b * greatest(p * (1 - p), 1e-9), arraySlice(x, i)), x, arrayEnumerate(x)))) AS curvature
FROM (SELECT x, y, 1 / (1 + exp(-arrayDotProduct(x, ${literal(weights, 'Array(Float64)')}))) AS p
  FROM (SELECT ${row} AS x, toFloat64(outcome) AS y FROM ${from} WHERE ${condition}))`,
      {},
      sums,
      options,
    )
    if (!found) break
    const gradient = found.gradient.map((sum, i) => sum - (i === 0 ? 0 : ridge * (weights[i] ?? 0)))
    const curvature = [...found.curvature]
    for (let i = 1; i < size; i += 1) {
      const diagonal = i * size - (i * (i - 1)) / 2
      curvature[diagonal] = (curvature[diagonal] ?? 0) + ridge
    }
    const change = solveSymmetric(curvature, gradient)
    if (!change) throw new AppError('conflict', 'The model cannot be fitted: its features say nothing')
    // A long first step would overshoot where the outcome is rare.
    const longest = Math.max(...change.map(Math.abs))
    const scale = Math.min(1, 3 / longest)
    weights = weights.map((weight, i) => weight + scale * (change[i] ?? 0))
    if (longest < 1e-6) break
  }
  return weights
}
