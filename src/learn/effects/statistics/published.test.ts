import { describe, expect, it } from 'vitest'
import { compareMeans, compareProportions, scoreInterval } from './compare.ts'
import { benjaminiHochberg, holm } from './corrections.ts'
import { detectableEffect, requiredCustomers } from './power.ts'
import { qiniCurve } from './qini.ts'
import { estimateRatio } from './ratio.ts'
import { relativeLift } from './relative-lift.ts'
import { compareSequentially } from './sequential.ts'

describe('means', () => {
  // growthbook/growthbook, packages/stats/tests/frequentist/test_tests.py: test_two_sided_ttest
  const control = { mean: 0.41, variance: 3.9 ** 2, count: 3407 }
  const treated = { mean: 0.7, variance: 6.2 ** 2, count: 3461 }
  const perMean = ({ mean, variance, count }: typeof control) => ({ mean, variance: variance / count })

  it('give GrowthBook’s difference, interval and p', () => {
    const found = compareMeans(treated, control)
    expect(found?.difference).toBeCloseTo(0.29, 10)
    expect(found?.low).toBeCloseTo(0.04538, 5)
    expect(found?.high).toBeCloseTo(0.53462, 5)
    expect(found?.p).toBeCloseTo(0.02016, 5)
  })

  it('give GrowthBook’s relative lift, with the interval of Fieller’s theorem', () => {
    const found = relativeLift(perMean(treated), perMean(control))
    expect(found?.lift).toBeCloseTo(0.70732, 5)
    // The ends are where treated − r·control is exactly 1.96 standard errors from 0.
    for (const end of [found?.low ?? 0, found?.high ?? 0]) {
      const ratio = 1 + end
      const error = Math.sqrt(perMean(treated).variance + ratio ** 2 * perMean(control).variance)
      expect(Math.abs(treated.mean - ratio * control.mean) / error).toBeCloseTo(1.959964, 6)
    }
    expect(found?.low).toBeGreaterThan(0)
  })

  it('have no relative lift over a mean that may be 0, and the sign of the difference over a negative one', () => {
    expect(relativeLift({ mean: 1, variance: 0.01 }, { mean: 0.1, variance: 0.01 })).toBeNull()
    expect(relativeLift({ mean: 1, variance: 0.01 }, { mean: 0, variance: 0 })).toBeNull()
    const fromBelow = relativeLift({ mean: -5, variance: 0.01 }, { mean: -10, variance: 0.01 })
    expect(fromBelow?.lift).toBeCloseTo(0.5, 10)
    expect(fromBelow?.low).toBeLessThan(0.5)
    expect(fromBelow?.high).toBeGreaterThan(0.5)
  })
})

it.each([
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [5, 56, 0, 29, -0.0381, 0.1926],
  [0, 10, 0, 20, -0.1611, 0.2775],
])('rare shares have Newcombe’s interval (1998, table II): %i/%i − %i/%i', (a, m, b, n, low, high) => {
  const found = scoreInterval({ successes: a, trials: m }, { successes: b, trials: n })
  expect(found.low).toBeCloseTo(low, 4)
  expect(found.high).toBeCloseTo(high, 4)
})

describe('several p values', () => {
  // Benjamini and Hochberg (1995), section 3.2: thrombolysis, 15 comparisons.
  const paper = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
    0.759, 1,
  ]
  const rejected = (adjusted: number[]): number => adjusted.filter((p) => p <= 0.05).length

  it('are rejected as in Benjamini and Hochberg’s paper: four by theirs, three by the family-wise ones', () => {
    expect(rejected(benjaminiHochberg(paper))).toBe(4)
    expect(rejected(holm(paper))).toBe(3)
    expect(benjaminiHochberg(paper)[3]).toBeCloseTo(0.035625, 10)
  })

  it('keep their places, never fall with a larger p, and stay within 1', () => {
    // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") and "BH"
    expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => p.toFixed(4))).toEqual([
      '0.0300',
      '0.0600',
      '0.0600',
      '0.0200',
    ])
    expect(benjaminiHochberg([0.01, 0.04, 0.03, 0.005]).map((p) => p.toFixed(4))).toEqual([
      '0.0200',
      '0.0400',
      '0.0400',
      '0.0200',
    ])
    expect(holm([0.9, 0.8])).toEqual([1, 1])
    expect(holm([])).toEqual([])
  })
})

describe('the size before the start', () => {
  const half = { holdoutShare: 0.5, alpha: 0.05, power: 0.9 }

  it('is that of R’s help page: power.prop.test(p1 = .50, p2 = .75, power = .90) asks for 76.7 a group', () => {
    const both = requiredCustomers({ kind: 'proportion', rate: 0.5 }, 0.25, half) ?? 0
    expect(both / 2).toBeCloseTo(76.7, 1)
  })

  it('grows when fewer are held out, and falls by what CUPED explains', () => {
    const design = (holdoutShare: number) => ({ ...half, holdoutShare })
    const size = (share: number, explained = 0) =>
      requiredCustomers({ kind: 'mean', variance: 4, explained }, 0.1, design(share)) ?? 0
    // 16 σ² / Δ² a group is the rule of thumb for 80 %; 21 for 90 % (van Belle, Statistical Rules of Thumb, 2.1).
    expect(size(0.5) / 2 / (4 / 0.01)).toBeCloseTo(21, 0)
    expect(size(0.1) / size(0.5)).toBeCloseTo(1 / 0.1 / 0.9 / 4, 10)
    expect(size(0.5, 0.36)).toBeCloseTo(0.64 * size(0.5), 6)
  })

  it('and the detectable effect say the same', () => {
    for (const baseline of [
      { kind: 'proportion', rate: 0.04 },
      { kind: 'mean', variance: 9, explained: 0.2 },
    ] as const) {
      const effect = detectableEffect(baseline, 20_000, half) ?? 0
      expect(requiredCustomers(baseline, effect, half)).toBeCloseTo(20_000, 0)
    }
    expect(detectableEffect({ kind: 'proportion', rate: 0.5 }, 3, half)).toBeNull()
    expect(requiredCustomers({ kind: 'proportion', rate: 0.9 }, 0.2, half)).toBeNull()
  })
})

it('a ratio has the variance of its linear form, by customer', () => {
  const bought = [1, 0, 2, 3, 0, 1]
  const visits = [4, 1, 3, 5, 2, 3]
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const covary = (one: number[], two: number[]) =>
    one.reduce((sum, value, i) => sum + (value - mean(one)) * ((two[i] ?? 0) - mean(two)), 0) /
    (one.length - 1)
  const found = estimateRatio({
    count: 6,
    numerator: mean(bought),
    denominator: mean(visits),
    numeratorVariance: covary(bought, bought),
    denominatorVariance: covary(visits, visits),
    covariance: covary(bought, visits),
  })
  const ratio = 7 / 18
  const residuals = bought.map((value, i) => value - ratio * (visits[i] ?? 0))
  expect(found?.mean).toBeCloseTo(ratio, 12)
  expect(found?.variance).toBeCloseTo(covary(residuals, residuals) / 6 / mean(visits) ** 2, 12)
})

it('the sequential interval is Robbins’s normal mixture, narrowest about the planned size', () => {
  const at = (size: number) => {
    const found = compareSequentially(
      { mean: 0, variance: 0.5 / size },
      { mean: 0, variance: 0.5 / size },
      size,
      1000,
    )
    return (found?.high ?? 0) * Math.sqrt(size)
  }
  // k = −2 ln 0.05 + ln(−2 ln 0.05 + 1) = 7.9366…; half-width √((1 + k)/k · (ln(1 + k) + 2 ln 20)) = 3.0382… errors
  const k = 2 * Math.log(20) + Math.log(2 * Math.log(20) + 1)
  expect(at(1000)).toBeCloseTo(Math.sqrt(((1 + k) / k) * (Math.log(1 + k) + 2 * Math.log(20))), 10)
  expect(at(1000)).toBeLessThan(at(500))
  expect(at(1000)).toBeLessThan(at(2500))
})

it('a score that sorts by uplift has a positive Qini coefficient, one that sorts against it a negative one', () => {
  const slices = [0.3, 0.2, 0.1, 0].map((uplift) => ({
    treated: 100,
    treatedSum: 100 * (0.1 + uplift),
    holdout: 50,
    holdoutSum: 5,
  }))
  const curve = qiniCurve(slices)
  expect(curve?.points.at(-1)).toEqual({ share: 1, gain: expect.closeTo(0.15, 10) })
  // Trapezoids over gains 0, .075, .125, .15, .15 by quarters, less the triangle below the straight line.
  expect(curve?.coefficient).toBeCloseTo((0.075 + 0.125 + 0.15 + 0.075) / 4 - 0.075, 10)
  expect(qiniCurve(slices.toReversed())?.coefficient).toBeLessThan(0)
  expect(qiniCurve([{ treated: 3, treatedSum: 1, holdout: 0, holdoutSum: 0 }])).toBeNull()
})

it('Cookie Cats: the gate at level 40 costs 4.3 % of the players of day 7', () => {
  const moved = { successes: 8_279, trials: 45_489 }
  const before = { successes: 8_502, trials: 44_700 }
  const rate = ({ successes, trials }: typeof moved) => ({
    mean: successes / trials,
    variance: ((successes / trials) * (1 - successes / trials)) / trials,
  })
  expect(compareProportions(moved, before)?.p).toBeCloseTo(0.00155, 5)
  expect(relativeLift(rate(moved), rate(before))?.lift).toBeCloseTo(-0.0431, 4)
})
