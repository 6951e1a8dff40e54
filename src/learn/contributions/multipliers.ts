import type { Change } from './metric-tree.ts'

/**
 * How much a change of one unit in each factor changed their product, so that Σ multiplier · Δfactor is the change of
 * the product, exactly.
 *
 * Positive factors: the logarithmic mean Divisia index (Ang, Energy Policy 33, 2005): the contribution
 * L(V₁, V₀) · ln(x₁ / x₀) is the multiplier L(V₁, V₀) / L(x₁, x₀) times Δx, which has no gap at Δx = 0.
 * With a zero or a change of sign there is no logarithm: there Shapley’s values (the mean over all orders in which the
 * factors could have changed; Albrecht, François, Schoors, Energy Policy 30, 2002), which need no division.
 */
export function productMultipliers(factors: readonly Change[]): number[] {
  if (factors.every(({ before, after }) => before > 0 && after > 0)) {
    const before = factors.reduce((product, factor) => product * factor.before, 1)
    const after = factors.reduce((product, factor) => product * factor.after, 1)
    const whole = logarithmicMean(after, before)
    return factors.map((factor) => whole / logarithmicMean(factor.after, factor.before))
  }
  return shapleyMultipliers(factors)
}

/** L(a, b) = (a − b) / (ln a − ln b), L(a, a) = a, for positive a and b. */
export function logarithmicMean(a: number, b: number): number {
  const apart = (a - b) / b
  // ln a − ln b by log1p, and near a = b by its series: the quotient would lose all its digits there.
  if (Math.abs(apart) < 1e-4) return b * (1 + apart / 2 - apart ** 2 / 12 + apart ** 3 / 24)
  return (a - b) / Math.log1p(apart)
}

function shapleyMultipliers(factors: readonly Change[]): number[] {
  return factors.map((_, index) => {
    const others = factors.filter((_other, position) => position !== index)
    // by[size]: sum over all sets of `size` others that have changed already of the product of all others
    let by = [1]
    for (const { before, after } of others) {
      by = Array.from(
        { length: by.length + 1 },
        (_size, size) => (by[size] ?? 0) * before + (by[size - 1] ?? 0) * after,
      )
    }
    return by.reduce(
      (sum, products, size) => sum + products / (factors.length * choose(others.length, size)),
      0,
    )
  })
}

function choose(n: number, k: number): number {
  let ways = 1
  for (let i = 1; i <= k; i += 1) ways = (ways * (n - k + i)) / i
  return ways
}
