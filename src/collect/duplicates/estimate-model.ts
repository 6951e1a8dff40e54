import { levelOf } from './comparisons/index.ts'

/** How many pairs show a pattern of agreement; `rules` has a bit for every blocking rule that brought them together. */
export interface PatternCount {
  readonly rules: number
  readonly pattern: number
  readonly pairs: number
}

export interface Evidence {
  /** Levels of each comparison, with `missing` and `different`. */
  readonly levels: readonly number[]
  /** Of each blocking rule: which comparisons it decides, so that they say nothing about its pairs. */
  readonly decided: readonly ReadonlySet<number>[]
  readonly blocked: readonly PatternCount[]
  /** Pairs drawn at random. */
  readonly sampled: readonly PatternCount[]
  /** All pairs there are. */
  readonly allPairs: number
}

/** Fellegi–Sunter: of each comparison and level, how probable it is for the same person (m) and for two people (u). */
export interface Model {
  readonly m: readonly (readonly number[])[]
  readonly u: readonly (readonly number[])[]
  /** Probability that two records drawn at random are the same person. */
  readonly prior: number
  readonly rounds: number
}

const mostRounds = 500
const settled = 1e-6
/** The expectation of m counts as much as this many matches: enough to hold the model where there are hardly any. */
const expectedMatches = 20

/** One set of pairs with a share of matches of its own. */
interface Group {
  share: number
  readonly used: readonly number[]
  readonly patterns: readonly { levels: readonly number[]; pairs: number }[]
}

/**
 * Parameters by expectation–maximisation (Fellegi & Sunter 1969; Winkler 1988). Every blocking rule is a group of pairs
 * with its own share of matches, judged only by comparisons that the rule does not decide; m is shared by all groups.
 * u comes from random pairs, less those that look like matches: in a small set they would make u of a good identifier
 * too large.
 */
export function estimateModel(evidence: Evidence): Model {
  const comparisons = evidence.levels.map((_, i) => i)
  let m = evidence.levels.map(expectation)
  const expected = m.map((row) => row.map((share) => share * expectedMatches))
  let u = evidence.levels.map((count) => [1, ...Array<number>(count - 1).fill(1 / (count - 1))])
  const random: Group = { share: 1e-4, used: comparisons, patterns: group(evidence.sampled, comparisons) }
  const half = u.map((row) => row.map(() => 0.5))
  u = frequencies(half, [random], () => 1)
  const groups = evidence.decided.map((decided, rule): Group => {
    const used = comparisons.filter((i) => !decided.has(i))
    const brought = evidence.blocked.filter(({ rules }) => Math.floor(rules / 2 ** rule) % 2 === 1)
    return { share: 0.2, used, patterns: group(brought, used) }
  })
  let rounds = 0
  let change = Infinity
  while (change > settled && rounds < mostRounds) {
    const model = { m, u }
    const nextM = frequencies(expected, groups, (g, levels) => posterior(model, g.share, g.used, levels))
    const nextU = frequencies(half, [random], (g, levels) => 1 - posterior(model, g.share, g.used, levels))
    for (const g of [...groups, random]) {
      let matches = 0
      let pairs = 0
      for (const pattern of g.patterns) {
        matches += pattern.pairs * posterior(model, g.share, g.used, pattern.levels)
        pairs += pattern.pairs
      }
      g.share = Math.min(Math.max(matches / Math.max(pairs, 1), 1e-9), 1 - 1e-6)
    }
    change = Math.max(distance(m, nextM), distance(u, nextU))
    m = nextM
    u = nextU
    rounds += 1
  }
  return { m, u, prior: estimatePrior({ m, u }, evidence, comparisons), rounds }
}

/** What one level of agreement says, in bits; 0 when a value is missing. */
export function weightOf(model: Pick<Model, 'm' | 'u'>, comparison: number, level: number): number {
  if (level === 0) return 0
  return Math.log2((model.m[comparison]?.[level] ?? 1) / (model.u[comparison]?.[level] ?? 1))
}

/** The share of matches at which the blocked pairs' own posteriors add up to it; other pairs count as no match. */
function estimatePrior(
  model: Pick<Model, 'm' | 'u'>,
  { blocked, allPairs }: Evidence,
  comparisons: readonly number[],
): number {
  const patterns = group(blocked, comparisons)
  let prior = 1 / Math.sqrt(Math.max(allPairs, 4))
  for (let round = 0; round < 100; round += 1) {
    let matches = 0
    for (const { levels, pairs } of patterns) matches += pairs * posterior(model, prior, comparisons, levels)
    prior = Math.min(Math.max(matches, 0.5) / Math.max(allPairs, 1), 0.5)
  }
  return prior
}

function posterior(
  model: Pick<Model, 'm' | 'u'>,
  share: number,
  used: readonly number[],
  levels: readonly number[],
): number {
  let bits = Math.log2(share / (1 - share))
  for (const [k, i] of used.entries()) bits += weightOf(model, i, levels[k] ?? 0)
  return 1 / (1 + 2 ** -bits)
}

/** Patterns of the comparisons that count, each once. */
function group(counts: readonly PatternCount[], used: readonly number[]): Group['patterns'] {
  const found = new Map<string, { levels: readonly number[]; pairs: number }>()
  for (const { pattern, pairs } of counts) {
    const levels = used.map((i) => levelOf(pattern, i))
    const key = levels.join()
    const seen = found.get(key)
    if (seen) seen.pairs += pairs
    else found.set(key, { levels, pairs })
  }
  return [...found.values()]
}

/** Share of each level among the pairs as weighted; `pseudo` pairs of each level keep every probability above zero. */
function frequencies(
  pseudo: readonly (readonly number[])[],
  groups: readonly Group[],
  weigh: (group: Group, levels: readonly number[]) => number,
): number[][] {
  const sums = pseudo.map((row) => row.map((pairs, level) => (level === 0 ? 0 : pairs)))
  for (const g of groups) {
    for (const { levels, pairs } of g.patterns) {
      const weight = weigh(g, levels) * pairs
      for (const [k, i] of g.used.entries()) {
        const row = sums[i]
        const level = levels[k] ?? 0
        if (row && level > 0) row[level] = (row[level] ?? 0) + weight
      }
    }
  }
  return sums.map((row) => {
    const total = row.reduce((sum, value) => sum + value, 0)
    return row.map((value, level) => (level === 0 ? 1 : value / total))
  })
}

/** Where m starts: the same person mostly agrees exactly and rarely differs. */
function expectation(count: number): number[] {
  const between = Math.max(count - 3, 0)
  return Array.from({ length: count }, (_, level) => {
    if (level === 0) return 1
    if (level === 1) return between > 0 ? 0.75 : 0.9
    return level === count - 1 ? 0.1 : 0.15 / between
  })
}

function distance(before: readonly (readonly number[])[], after: readonly (readonly number[])[]): number {
  return Math.max(
    ...before.flatMap((row, i) => row.map((value, level) => Math.abs(value - (after[i]?.[level] ?? value)))),
  )
}
