import type { Estimate } from './relative-lift.ts'

export interface SequentialComparison {
  readonly difference: number
  /** The interval holds the true difference at every look at once, with 95 %. */
  readonly low: number
  readonly high: number
  /** Always valid: stopping as soon as it falls below 5 % errs in at most 5 % of the experiments. */
  readonly p: number
}

/**
 * A difference that may be looked at as often as one likes: the mixture sequential probability ratio test with a normal
 * mixture (Robbins 1970; Johari, Koomen, Pekelis, Walsh: Always Valid Inference, Operations Research 70, 2022). The
 * difference of two growing means, times its information, is a Brownian motion in information, so the bound of Ville's
 * inequality is exact for known variances and asymptotic for estimated ones (Waudby-Smith, Arbour, Sinha, Kennedy,
 * Ramdas: Time-uniform central limit theory, Annals of Statistics 52, 2024).
 *
 * The mixture is fixed by the planned size alone, never by the data: there the interval is narrowest (the same paper,
 * section 3.5: k = −2 ln α + ln(−2 ln α + 1)).
 * @param size effective number of customers so far, n₁·n₂ / (n₁ + n₂)
 * @param plannedSize the same as it was planned before the start
 */
export function compareSequentially(
  treated: Estimate,
  holdout: Estimate,
  size: number,
  plannedSize: number,
  alpha = 0.05,
): SequentialComparison | null {
  const variance = treated.variance + holdout.variance
  if (!(size > 0) || !(plannedSize > 0) || !(variance > 0)) return null
  const difference = treated.mean - holdout.mean
  const best = -2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)
  const k = (best * size) / plannedSize
  const half = Math.sqrt(((variance * (1 + k)) / k) * (Math.log1p(k) - 2 * Math.log(alpha)))
  const evidence = (difference ** 2 / variance) * (k / (2 * (1 + k))) - Math.log1p(k) / 2
  return { difference, low: difference - half, high: difference + half, p: Math.min(1, Math.exp(-evidence)) }
}

/** Two groups count like this many in the variance of their difference. */
export function effectiveSize(treated: number, holdout: number): number {
  return treated + holdout === 0 ? 0 : (treated * holdout) / (treated + holdout)
}
