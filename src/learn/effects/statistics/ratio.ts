import { type Comparison, compareEstimates } from './compare.ts'
import type { Estimate } from './relative-lift.ts'

/** A ratio of two sums over customers, such as purchases per visit, by its moments per customer. */
export interface RatioSample {
  readonly count: number
  readonly numerator: number
  readonly denominator: number
  readonly numeratorVariance: number
  readonly denominatorVariance: number
  readonly covariance: number
}

/**
 * The ratio of the means with its variance by the delta method (Deng, Knoblich, Lu: Applying the Delta Method in Metric
 * Analytics, KDD 2018). Customers are the unit that was assigned, visits are not: their variance would be too small.
 * Null when the denominator is 0 or nobody was there twice.
 */
export function estimateRatio(sample: RatioSample): Estimate | null {
  if (sample.count < 2 || sample.denominator === 0) return null
  const mean = sample.numerator / sample.denominator
  const perCustomer =
    sample.numeratorVariance - 2 * mean * sample.covariance + mean ** 2 * sample.denominatorVariance
  return { mean, variance: Math.max(0, perCustomer) / (sample.count * sample.denominator ** 2) }
}

/** Two ratios: z test and 95 % interval by the delta method. */
export function compareRatios(treated: RatioSample, holdout: RatioSample): Comparison | null {
  const [a, b] = [estimateRatio(treated), estimateRatio(holdout)]
  return a && b ? compareEstimates(a, b) : null
}
