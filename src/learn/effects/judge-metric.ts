import type { Moments } from './queries/read-arms.ts'
import type { MetricResult } from './schema.ts'
import { type Comparison, compareMeans, compareProportions, type Sample } from './statistics/compare.ts'
import { adjustByCovariate, compareWithCovariate } from './statistics/cuped.ts'
import { compareRatios, estimateRatio, type RatioSample } from './statistics/ratio.ts'
import { type Estimate, relativeLift } from './statistics/relative-lift.ts'
import { compareSequentially, effectiveSize } from './statistics/sequential.ts'

export type Scale = 'share' | 'mean' | 'ratio'

export interface Question extends Pick<
  MetricResult,
  'key' | 'name' | 'role' | 'unit' | 'direction' | 'margin'
> {
  readonly scale: Scale
}

export interface Side {
  readonly all: Moments
  readonly mature: Moments
}

/** A sequential look needs means that are about normal: so many customers a side, and so many of either answer. */
const fewestCustomers = 100
const fewestOfEither = 10

/**
 * One metric on both sides.
 * @param holdoutShare meant, not observed: with the planned customers it fixes the sequential interval beforehand
 */
export function judgeMetric(
  { scale, ...question }: Question,
  treated: Side,
  holdout: Side,
  plan: { plannedCustomers: number; holdoutShare: number },
): MetricResult {
  const compared = compare(scale, treated.all, holdout.all)
  const [a, b] = [estimateOf(scale, treated.all), estimateOf(scale, holdout.all)]
  return {
    ...question,
    treated: a?.mean ?? 0,
    holdout: b?.mean ?? 0,
    comparison: compared && plain(compared),
    relative: a && b && compared ? relativeLift(a, b) : null,
    cuped: scale === 'ratio' ? null : cupedOf(treated.all, holdout.all),
    sequential: sequentialOf(scale, treated.mature, holdout.mature, plan),
    correctedP: null,
    guardrail: question.role === 'guardrail' && compared ? guard(compared, question) : null,
  }
}

/** The comparison of one metric on its own: by slices of the customers, too. */
export function compare(scale: Scale, treated: Moments, holdout: Moments): Comparison | null {
  switch (scale) {
    case 'share':
      return compareProportions(
        { successes: treated.mean * treated.count, trials: treated.count },
        { successes: holdout.mean * holdout.count, trials: holdout.count },
      )
    case 'mean':
      return compareMeans(treated, holdout)
    case 'ratio':
      return compareRatios(ratioOf(treated), ratioOf(holdout))
  }
}

const plain = ({ difference, low, high, statistic, p }: Comparison) => ({
  difference,
  low,
  high,
  statistic,
  p,
})

const ratioOf = (moments: Moments): RatioSample => ({
  count: moments.count,
  numerator: moments.mean,
  denominator: moments.denominator,
  numeratorVariance: moments.variance,
  denominatorVariance: moments.denominatorVariance,
  covariance: moments.denominatorCovariance,
})

const ofMean = ({ count, mean, variance }: Sample): Estimate => ({ mean, variance: variance / count })

function estimateOf(scale: Scale, moments: Moments): Estimate | null {
  if (moments.count === 0) return null
  if (scale === 'ratio') return estimateRatio(ratioOf(moments))
  if (scale === 'mean') return ofMean(moments)
  return { mean: moments.mean, variance: (moments.mean * (1 - moments.mean)) / moments.count }
}

function cupedOf(treated: Moments, holdout: Moments): MetricResult['cuped'] {
  const compared = compareWithCovariate(treated, holdout)
  const adjusted = adjustByCovariate(treated, holdout)
  if (!compared || !adjusted) return null
  return {
    ...plain(compared),
    theta: compared.theta,
    varianceReduction: compared.varianceReduction,
    relative: relativeLift(ofMean(adjusted.treated), ofMean(adjusted.holdout)),
  }
}

const rare = ({ count, mean }: Moments): boolean => Math.min(mean, 1 - mean) * count < fewestOfEither

function sequentialOf(
  scale: Scale,
  treated: Moments,
  holdout: Moments,
  { plannedCustomers, holdoutShare }: { plannedCustomers: number; holdoutShare: number },
): MetricResult['sequential'] {
  const sides = [treated, holdout]
  if (sides.some(({ count }) => count < fewestCustomers)) return null
  if (scale === 'share' && sides.some(rare)) return null
  const [a, b] = [estimateOf(scale, treated), estimateOf(scale, holdout)]
  if (!a || !b) return null
  const found = compareSequentially(
    a,
    b,
    effectiveSize(treated.count, holdout.count),
    plannedCustomers * holdoutShare * (1 - holdoutShare),
  )
  return found && { ...found, customers: treated.count + holdout.count }
}

/** Non-inferiority by the interval: the worst that it still allows, and the best. */
function guard(
  { low, high }: Comparison,
  { direction, margin }: Pick<Question, 'direction' | 'margin'>,
): MetricResult['guardrail'] {
  const [worst, best] = direction === 'increase' ? [low, high] : [0 - high, 0 - low]
  if (best < -margin) return 'harmed'
  return worst >= -margin ? 'safe' : 'unclear'
}
