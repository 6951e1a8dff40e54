/** How many average customers every bin of the seeds is mixed with. */
const pseudoCount = 10

/**
 * What each bin of a feature says for being a seed, in log-odds: ln P(bin | seed) − ln P(bin | other). The counts are
 * smoothed (Laplace, with pseudo-counts in proportion to the others' shares), so that a bin of few seeds says little.
 * @see Manning, Raghavan, Schütze: Introduction to Information Retrieval (2008), 13.2
 */
export function logOddsOf(seeds: readonly number[], others: readonly number[]): number[] {
  const total = seeds.reduce((sum, count) => sum + count, 0)
  const otherTotal = others.reduce((sum, count) => sum + count, 0)
  return others.map((count, bin) => {
    const share = (count + 1) / (otherTotal + others.length)
    const seedShare = ((seeds[bin] ?? 0) + pseudoCount * share) / (total + pseudoCount)
    return Math.log(seedShare / share)
  })
}

/** Less information than this is not worth a tag. */
const leastInformation = 0.01
/** Tags whose log-odds move together this much count once: naive Bayes takes its features for independent. */
const mostCorrelation = 0.7
const mostFeatures = 20

export interface Candidate {
  readonly key: string
  readonly information: number
  /** Information that is no more than chance. */
  readonly noise: number
}
interface LeftOut {
  readonly key: string
  readonly reason: 'same_as_another' | 'says_little'
  readonly other: string | null
}

/**
 * Choose features one by one, the most informative first, leaving out what one chosen before says already.
 * @param correlation of the log-odds of two candidates, by their place
 */
export function chooseFeatures(
  candidates: readonly Candidate[],
  correlation: (a: number, b: number) => number,
): { chosen: number[]; leftOut: LeftOut[] } {
  const chosen: number[] = []
  const leftOut: LeftOut[] = []
  const order = candidates.map((_, i) => i)
  order.sort((a, b) => (candidates[b]?.information ?? 0) - (candidates[a]?.information ?? 0))
  for (const at of order) {
    const candidate = candidates[at]
    if (!candidate) continue
    const { key } = candidate
    const twin = chosen.find((other) => Math.abs(correlation(at, other)) > mostCorrelation)
    if (
      candidate.information < Math.max(leastInformation, candidate.noise) ||
      chosen.length === mostFeatures
    ) {
      leftOut.push({ key, reason: 'says_little', other: null })
    } else if (twin !== undefined) {
      leftOut.push({ key, reason: 'same_as_another', other: candidates[twin]?.key ?? null })
    } else chosen.push(at)
  }
  return { chosen, leftOut }
}
