import { normalCritical } from './distributions.ts'

export interface Design {
  /** Share of the customers who will be held out, 0 … 1 exclusive. */
  readonly holdoutShare: number
  /** Probability of a false alarm, two-sided. */
  readonly alpha: number
  /** Probability of finding the effect if it is there. */
  readonly power: number
}

/** What is known of the metric before the start: a share, or a mean with the variance of one customer. */
export type Baseline =
  | { readonly kind: 'proportion'; readonly rate: number }
  | {
      readonly kind: 'mean'
      readonly variance: number
      /** what CUPED explains, 0 … 1 */ readonly explained: number
    }

/**
 * Customers of both sides together that find a difference of `effect` with the design's power (two-sided z test; for
 * proportions with the pooled variance under no effect, as R's power.prop.test; Fleiss, Levin, Paik: Statistical Methods
 * for Rates and Proportions, 3rd ed., ch. 4). Infinity for no effect; null when the rate would leave 0 … 1.
 */
export function requiredCustomers(baseline: Baseline, effect: number, design: Design): number | null {
  const { holdoutShare: held } = design
  const treatedShare = 1 - held
  const critical = normalCritical(design.alpha)
  const reach = normalCritical(2 * (1 - design.power))
  if (baseline.kind === 'mean') {
    const unit = baseline.variance * (1 - baseline.explained) * (1 / treatedShare + 1 / held)
    return ((critical + reach) ** 2 * unit) / effect ** 2
  }
  const after = baseline.rate + effect
  if (after < 0 || after > 1) return null
  const pooled = treatedShare * after + held * baseline.rate
  const none = Math.sqrt(pooled * (1 - pooled) * (1 / treatedShare + 1 / held))
  const some = Math.sqrt((after * (1 - after)) / treatedShare + (baseline.rate * (1 - baseline.rate)) / held)
  return ((critical * none + reach * some) / effect) ** 2
}

/**
 * The least increase that this many customers find with the design's power; null when not even the largest possible
 * one is found.
 */
export function detectableEffect(baseline: Baseline, customers: number, design: Design): number | null {
  if (baseline.kind === 'mean') {
    const one = requiredCustomers(baseline, 1, design) ?? Number.NaN
    return customers > 0 ? Math.sqrt(one / customers) : null
  }
  const enough = (effect: number): boolean =>
    (requiredCustomers(baseline, effect, design) ?? Number.POSITIVE_INFINITY) <= customers
  let high = 1 - baseline.rate
  if (!enough(high)) return null
  let low = 0
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2
    if (enough(middle)) high = middle
    else low = middle
  }
  return high
}
