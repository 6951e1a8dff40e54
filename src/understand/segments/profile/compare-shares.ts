/** Standard errors beyond which a difference of shares is no accident: about one in 370 bins by chance. */
const furthest = 3
const leastCustomers = 5

export interface ComparedShare {
  readonly share: number
  readonly baseShare: number
  /** 100 × share / base share; null when the base has nobody there. */
  readonly tgi: number | null
  readonly significant: boolean
}

/**
 * The share of a group in a bin against that of the base. Significant by the two-proportion z-test with pooled variance,
 * where at least five customers are there or would be (the usual condition of its normal approximation).
 */
export function compareShares(
  count: number,
  total: number,
  baseCount: number,
  baseTotal: number,
): ComparedShare {
  const share = total === 0 ? 0 : count / total
  const baseShare = baseTotal === 0 ? 0 : baseCount / baseTotal
  const pooled = total + baseTotal === 0 ? 0 : (count + baseCount) / (total + baseTotal)
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / Math.max(1, total) + 1 / Math.max(1, baseTotal)))
  const enough = Math.max(count, total * pooled) >= leastCustomers
  return {
    share,
    baseShare,
    tgi: baseShare === 0 ? null : (100 * share) / baseShare,
    significant: enough && error > 0 && Math.abs(share - baseShare) / error >= furthest,
  }
}

/**
 * Population stability index, Σ (p − q) ln(p / q), of two distributions over the same bins, less what small numbers make
 * of two equal ones: (bins − 1) (1/n + 1/m), the mean of its chi-squared limit. Empty bins count as half a customer.
 */
export function differenceOf(counts: readonly number[], base: readonly number[]): number {
  const total = sum(counts)
  const baseTotal = sum(base)
  if (total === 0 || baseTotal === 0) return 0
  const used = counts.flatMap((count, i) => (count + (base[i] ?? 0) > 0 ? [i] : []))
  const index = used.reduce((far, i) => {
    const p = Math.max(0.5, counts[i] ?? 0) / total
    const q = Math.max(0.5, base[i] ?? 0) / baseTotal
    return far + (p - q) * Math.log(p / q)
  }, 0)
  return Math.max(0, index - (used.length - 1) * (1 / total + 1 / baseTotal))
}

/** What the difference of two equal distributions hardly ever exceeds: three standard deviations of its limit. */
export function noiseOf(counts: readonly number[], base: readonly number[]): number {
  const total = sum(counts)
  const baseTotal = sum(base)
  if (total === 0 || baseTotal === 0) return Number.POSITIVE_INFINITY
  return 3 * Math.sqrt(2 * (counts.length - 1)) * (1 / total + 1 / baseTotal)
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
