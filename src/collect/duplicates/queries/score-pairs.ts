import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { levelNames, levelOfSql } from '../comparisons/index.ts'
import { type Model, weightOf } from '../estimate-model.ts'
import type { MatchSpec } from '../match-spec.ts'
import { tables } from '../scratch.ts'

/** Bits that a frequent or rare value may add or take at most. */
const mostAdjustment = 6

/**
 * Keep the pairs that are suspected: their weight in bits and the probability that they are the same person.
 * An agreement on a value of frequency f weighs log2(m / f) instead of log2(m / u).
 */
export async function scorePairs(
  clickhouse: ClickHouse,
  spec: MatchSpec,
  model: Model,
  options: StatementOptions,
): Promise<void> {
  const weights = spec.comparisons.map((comparison, i) => {
    const byLevel = levelNames(comparison).map((_, level) => weightOf(model, i, level).toFixed(6))
    return `[${byLevel.join(', ')}][${levelOfSql('pattern', i)} + 1]`
  })
  const adjusted = spec.comparisons.flatMap(({ termFrequency }, i) => (termFrequency ? [i] : []))
  const adjustments = adjusted.map((i, k) => {
    const frequency = `frequencies[${k + 1}]`
    const bits = `log2(${(model.u[i]?.[1] ?? 1).toExponential(6)} / ${frequency})`
    return `if(${frequency} > 0, greatest(-${mostAdjustment}, least(${mostAdjustment}, ${bits})), 0)`
  })
  const prior = Math.log2(model.prior / (1 - model.prior)).toFixed(6)
  await clickhouse.command(
    `CREATE TABLE ${tables.scored} ENGINE = MergeTree ORDER BY (a, b) AS
SELECT a, b, rules, pattern,
  CAST([${adjustments.join(', ')}] AS Array(Float64)) AS adjustments,
  ${[...weights].join(' + ')} + arraySum(adjustments) AS weight,
  1 / (1 + exp2(-(weight + (${prior})))) AS probability
FROM ${tables.compared}
WHERE probability >= ${spec.threshold}`,
    {},
    options,
  )
}
