import { type Comparison, compareMeans, type Sample } from './compare.ts'

/** A sample together with what the same customers had before they were assigned. */
export interface PairedSample extends Sample {
  readonly covariateMean: number
  readonly covariateVariance: number
  readonly covariance: number
}

export interface CupedComparison extends Comparison {
  readonly df: number
  readonly theta: number
  /** How much smaller the variance of the difference became: about the square of the correlation. */
  readonly varianceReduction: number
}

export interface Adjusted {
  readonly theta: number
  readonly treated: Sample
  readonly holdout: Sample
}

/**
 * Takes out of both means what the covariate explains: Y − θ(X − E X), θ = cov(X, Y) / var(X) pooled within the arms
 * (CUPED: Deng, Xu, Kohavi, Walker, WSDM 2013). The covariate must come from before the assignment, which cannot have
 * changed it. Null when the covariate does not vary.
 */
export function adjustByCovariate(treated: PairedSample, holdout: PairedSample): Adjusted | null {
  const degrees = treated.count + holdout.count - 2
  if (treated.count < 2 || holdout.count < 2) return null
  const pooled = (of: (sample: PairedSample) => number): number =>
    ((treated.count - 1) * of(treated) + (holdout.count - 1) * of(holdout)) / degrees
  const spread = pooled((sample) => sample.covariateVariance)
  if (!(spread > 0)) return null
  const theta = pooled((sample) => sample.covariance) / spread
  const everyone =
    (treated.count * treated.covariateMean + holdout.count * holdout.covariateMean) /
    (treated.count + holdout.count)
  const adjust = (sample: PairedSample): Sample => ({
    count: sample.count,
    mean: sample.mean - theta * (sample.covariateMean - everyone),
    variance: Math.max(
      0,
      sample.variance - 2 * theta * sample.covariance + theta ** 2 * sample.covariateVariance,
    ),
  })
  return { theta, treated: adjust(treated), holdout: adjust(holdout) }
}

/** Welch's comparison of the adjusted means. */
export function compareWithCovariate(treated: PairedSample, holdout: PairedSample): CupedComparison | null {
  const adjusted = adjustByCovariate(treated, holdout)
  const compared = adjusted && compareMeans(adjusted.treated, adjusted.holdout)
  if (!adjusted || !compared) return null
  const before = treated.variance / treated.count + holdout.variance / holdout.count
  const after = adjusted.treated.variance / treated.count + adjusted.holdout.variance / holdout.count
  return { ...compared, theta: adjusted.theta, varianceReduction: before > 0 ? 1 - after / before : 0 }
}
