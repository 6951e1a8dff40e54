import { describe, expect, it } from 'vitest'
import { estimateModel, type PatternCount, weightOf } from './estimate-model.ts'

/** Five comparisons of agree (1) or differ (2) with known parameters, and pairs in the proportions they imply. */
const truth = {
  m: [0.9, 0.8, 0.95, 0.7, 0.85],
  u: [0.01, 0.05, 0.002, 0.01, 0.02],
  people: 20_000,
  matches: 3000,
}
const comparisons = truth.m.map((_, i) => i)
const allPairs = (truth.people * (truth.people - 1)) / 2

const patterns = Array.from({ length: 2 ** truth.m.length }, (_, bits) =>
  comparisons.map((i) => 1 + (Math.floor(bits / 2 ** i) % 2)),
)
const encode = (levels: readonly number[]): number =>
  levels.reduce((sum, level, i) => sum + level * 8 ** i, 0)
const share = (p: readonly number[], levels: readonly number[]): number =>
  levels.reduce((product, level, i) => product * (level === 1 ? (p[i] ?? 0) : 1 - (p[i] ?? 0)), 1)
const expected = (levels: readonly number[]): number =>
  truth.matches * share(truth.m, levels) + (allPairs - truth.matches) * share(truth.u, levels)

const counts = (pairs: (levels: readonly number[]) => number): PatternCount[] =>
  patterns.map((levels) => ({
    // Rule i brings together whoever agrees on comparison i.
    rules: levels.reduce((bits, level, i) => bits + (level === 1 ? 2 ** i : 0), 0),
    pattern: encode(levels),
    pairs: pairs(levels),
  }))

const evidence = {
  levels: comparisons.map(() => 3),
  decided: comparisons.map((i) => new Set([i])),
  blocked: counts(expected).filter(({ rules }) => rules > 0),
  sampled: counts((levels) => (expected(levels) / allPairs) * 1e6),
  allPairs,
}

describe('the model', () => {
  it('is found again from pairs without labels', () => {
    const model = estimateModel(evidence)
    for (const i of comparisons) {
      expect(model.m[i]?.[1]).toBeCloseTo(truth.m[i] ?? 0, 1)
      expect((model.u[i]?.[1] ?? 0) / (truth.u[i] ?? 1)).toBeCloseTo(1, 1)
    }
    expect(model.prior * allPairs).toBeGreaterThan(0.85 * truth.matches)
    expect(model.prior * allPairs).toBeLessThan(1.1 * truth.matches)
  })

  it('takes a missing value as saying nothing', () => {
    expect(weightOf(estimateModel(evidence), 0, 0)).toBe(0)
  })

  it('stands without any pairs', () => {
    const model = estimateModel({ ...evidence, blocked: [], sampled: [], allPairs: 0 })
    for (const [i, level] of comparisons.flatMap((c) => [1, 2].map((l) => [c, l] as const))) {
      expect(Number.isFinite(weightOf(model, i, level))).toBe(true)
    }
  })
})
