import { normalCritical } from './distributions.ts'

export interface RelativeLift {
  /** Difference as a share of the holdout's mean. */
  readonly lift: number
  readonly low: number
  readonly high: number
}

/** A mean with the variance of that mean (not of one customer). */
export interface Estimate {
  readonly mean: number
  readonly variance: number
}

/**
 * The lift relative to the holdout's mean, with its interval by Fieller's theorem (Fieller, J. R. Stat. Soc. B 16,
 * 1954): all ratios r for which treated − r·holdout does not differ from 0. Unlike the delta method it agrees with the
 * absolute interval about whether there is an effect, and keeps its coverage when the holdout's mean is uncertain.
 * Null when the holdout's mean itself cannot be told from 0: then no finite interval has the coverage.
 */
export function relativeLift(treated: Estimate, holdout: Estimate, alpha = 0.05): RelativeLift | null {
  const z = normalCritical(alpha)
  const g = (z * z * holdout.variance) / holdout.mean ** 2
  if (holdout.mean === 0 || !(g < 1)) return null
  const ratio = treated.mean / holdout.mean
  const half =
    (z / Math.abs(holdout.mean)) * Math.sqrt(treated.variance * (1 - g) + ratio ** 2 * holdout.variance)
  const [low, high] = [(ratio - half) / (1 - g) - 1, (ratio + half) / (1 - g) - 1]
  // Of a negative mean, "more" is towards 0 and beyond: the sign of a lift is that of the difference.
  return holdout.mean > 0
    ? { lift: ratio - 1, low, high }
    : { lift: 0 - (ratio - 1), low: 0 - high, high: 0 - low }
}
