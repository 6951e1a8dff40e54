import { describe, expect, it } from 'vitest'
import { AppError } from '../../platform/errors.ts'
import { findCauses, ratioSuspectsOf, suspectsOf } from './adtributor.ts'
import { type Contribution, explainChange } from './explain-change.ts'
import type { MetricTree } from './metric-tree.ts'
import { listOf, treeOf } from './tree-list.ts'
import { explainRate } from './mix-and-rate.ts'
import { logarithmicMean } from './multipliers.ts'
import { randomTree, seededUniform } from './testing/random-tree.ts'

/** The difference as a part of all that was moved to and fro. */
function gap(whole: number, parts: readonly number[], size: number): number {
  const moved = parts.reduce((sum, part) => sum + Math.abs(part), Math.abs(whole) + size)
  return moved === 0 ? 0 : Math.abs(whole - parts.reduce((sum, part) => sum + part, 0)) / moved
}

function leavesOf(found: Contribution): Contribution[] {
  return found.parts.length === 0 ? [found] : found.parts.flatMap(leavesOf)
}

describe('the contributions of a metric’s parts', () => {
  it('sum to the change on 1,000 random trees, with zeros and changes of sign', () => {
    const uniform = seededUniform(2026)
    const seen = { zeros: 0, signChanges: 0, still: 0, ratios: 0 }
    for (let number = 0; number < 1000; number += 1) {
      const tree = randomTree(uniform, 4)
      const found = explainChange(tree)
      expect(found).not.toBeNull()
      if (found === null) continue
      const size = Math.abs(found.before) + Math.abs(found.after)
      expect(found.contribution).toBeCloseTo(found.after - found.before, 9)
      checkSums(found, size)
      const leaves = leavesOf(found)
      expect(
        gap(
          found.contribution,
          leaves.map((leaf) => leaf.contribution),
          size,
        ),
      ).toBeLessThan(1e-9)
      if (leaves.some(({ before, after }) => before === 0 || after === 0)) seen.zeros += 1
      if (leaves.some(({ before, after }) => before * after < 0)) seen.signChanges += 1
      if (leaves.some(({ before, after }) => before === after)) seen.still += 1
      if (JSON.stringify(tree).includes('"ratio"')) seen.ratios += 1
    }
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(100)

    function checkSums(node: Contribution, size: number): void {
      if (node.parts.length === 0) return
      const parts = node.parts.map((part) => part.contribution)
      expect(gap(node.contribution, parts, size)).toBeLessThan(1e-9)
      for (const part of node.parts) checkSums(part, size)
    }
  })

  it('are nothing for a part that did not move, and the same whatever the order of the factors', () => {
    const factors = (...keys: string[]): MetricTree => ({
      key: 'aum',
      operation: 'product',
      parts: keys.map((key) => ({ key, ...values[key as keyof typeof values] })),
    })
    const values = {
      customers: { before: 100, after: 130 },
      products: { before: 2, after: 2 },
      balance: { before: 50, after: 40 },
    }
    const one = explainChange(factors('customers', 'products', 'balance'))
    const two = explainChange(factors('balance', 'products', 'customers'))
    const of = (found: Contribution | null, key: string) =>
      found?.parts.find((part) => part.key === key)?.contribution
    expect(of(one, 'products')).toBe(0)
    expect(of(one, 'customers')).toBeCloseTo(of(two, 'customers') ?? Number.NaN, 9)
    // Ang (2005): L(V₁, V₀) ln(x₁ / x₀) with V from 10,000 to 10,400
    expect(of(one, 'customers')).toBeCloseTo((400 / Math.log(1.04)) * Math.log(1.3), 6)
    expect(of(one, 'balance')).toBeCloseTo((400 / Math.log(1.04)) * Math.log(0.8), 6)
  })

  it('come through a zero as each factor’s mean over all orders of change', () => {
    const found = explainChange({
      key: 'sales',
      operation: 'product',
      parts: [
        { key: 'customers', before: 0, after: 10 },
        { key: 'spend', before: 4, after: 6 },
      ],
    })
    expect(found?.parts.map((part) => part.contribution)).toEqual([50, 10])
  })

  it('keep apart parts that cancel each other', () => {
    const found = explainChange({
      key: 'total',
      operation: 'sum',
      parts: [
        { key: 'a', before: 1, after: 6 },
        { key: 'b', before: 6, after: 1 },
      ],
    })
    expect(found).toMatchObject({ contribution: 0, share: null })
    expect(found?.parts.map((part) => part.contribution)).toEqual([5, -5])
  })

  it('do not exist beyond what a number can hold', () => {
    const parts = Array.from({ length: 30 }, (_, i) => ({
      key: `f${i}`,
      before: 1e18,
      after: i === 0 ? 0 : 1e18,
    }))
    expect(explainChange({ key: 'p', operation: 'product', parts })).toBeNull()
    expect(
      explainRate([
        { segment: 'a', before: { weight: 5e-324, value: 1e18 }, after: { weight: 1, value: 1 } },
      ]),
    ).toBeNull()
    expect(
      suspectsOf([
        { element: 'a', expected: 0, actual: 5e-324 },
        { element: 'b', expected: 1, actual: 1 },
      ]),
    ).toEqual([])
  })

  it('do not exist for a ratio over 0', () => {
    const ratio = (denominator: number): MetricTree => ({
      key: 'rate',
      operation: 'ratio',
      parts: [
        { key: 'bought', before: 1, after: 2 },
        { key: 'came', before: denominator, after: 4 },
      ],
    })
    expect(explainChange(ratio(0))).toBeNull()
    expect(explainChange(ratio(2))?.contribution).toBeCloseTo(0, 12)
  })
})

it('the logarithmic mean is continuous at equal values', () => {
  expect(logarithmicMean(5, 5)).toBe(5)
  for (const apart of [1e-2, 1e-4, 1.01e-4, 1e-6, 1e-12]) {
    const mean = logarithmicMean(1 + apart, 1)
    expect(mean).toBeGreaterThanOrEqual(1)
    expect(mean).toBeCloseTo(1 + apart / 2 - apart ** 2 / 12 + apart ** 3 / 24, 9)
  }
})

describe('an overall rate', () => {
  it('falls although every segment’s own rate rises (Simpson): by the mix alone', () => {
    const segments = [
      { segment: 'young', before: { weight: 100, value: 10 }, after: { weight: 900, value: 99 } },
      { segment: 'wealthy', before: { weight: 900, value: 450 }, after: { weight: 100, value: 51 } },
    ]
    const found = explainRate(segments) ?? []
    const sum = (of: 'rate' | 'mix') => found.reduce((total, segment) => total + segment[of], 0)
    expect(sum('rate')).toBeCloseTo(0.01, 12)
    expect(sum('rate') + sum('mix')).toBeCloseTo(150 / 1000 - 460 / 1000, 12)
  })

  it('is explained exactly when segments come and go', () => {
    const found = explainRate([
      { segment: 'old', before: { weight: 10, value: 4 }, after: { weight: 0, value: 0 } },
      { segment: 'new', before: { weight: 0, value: 0 }, after: { weight: 5, value: 1 } },
      { segment: 'stays', before: { weight: 10, value: 1 }, after: { weight: 15, value: 2 } },
    ])
    const sum = (found ?? []).reduce((total, { rate, mix }) => total + rate + mix, 0)
    expect(sum).toBeCloseTo(3 / 20 - 5 / 20, 12)
    expect(explainRate([])).toBeNull()
  })
})

describe('the causes of a change', () => {
  // The example of Bhagwan et al., NSDI 2014, section 3: revenue halved; the data centre explains most and says nothing.
  const dimensions = {
    dataCentre: suspectsOf([
      { element: 'X', expected: 94, actual: 47 },
      { element: 'Y', expected: 6, actual: 3 },
    ]),
    advertiser: suspectsOf([
      { element: 'A1', expected: 50, actual: 24 },
      { element: 'A2', expected: 20, actual: 21 },
      { element: 'A3', expected: 20, actual: 4 },
      { element: 'A4', expected: 10, actual: 1 },
    ]),
    device: suspectsOf([
      { element: 'PC', expected: 50, actual: 49 },
      { element: 'mobile', expected: 25, actual: 1 },
      { element: 'tablet', expected: 25, actual: 0 },
    ]),
  }
  const usual = { together: 0.67, each: 0.1, findings: 3 }

  it('are the most surprising elements that explain enough', () => {
    const [first] = findCauses(dimensions, usual)
    expect(first?.dimension).toBe('device')
    expect(first?.suspects.map(({ element }) => element)).toEqual(['tablet', 'mobile'])
    expect(first?.power).toBeCloseTo(0.98, 10)
    const [x] = dimensions.dataCentre
    expect(x?.power).toBeCloseTo(0.94, 10)
    expect(x?.surprise).toBeCloseTo(0, 10)
  })

  it('sum to the whole in every dimension, and are none when nothing changed', () => {
    for (const suspects of Object.values(dimensions)) {
      expect(suspects.reduce((sum, { power }) => sum + power, 0)).toBeCloseTo(1, 12)
    }
    expect(suspectsOf([{ element: 'a', expected: 3, actual: 3 }])).toEqual([])
    expect(findCauses({ nothing: [] }, usual)).toEqual([])
  })

  it('of a ratio are found where its parts moved apart', () => {
    const same = { expected: 100, actual: 100 }
    const suspects = ratioSuspectsOf([
      { element: 'north', numerator: { expected: 10, actual: 2 }, denominator: same },
      { element: 'south', numerator: { expected: 10, actual: 10 }, denominator: same },
    ])
    expect(suspects.map(({ power }) => power)).toEqual([1, expect.closeTo(0, 12)])
    expect(findCauses({ region: suspects }, usual)[0]?.suspects).toMatchObject([{ element: 'north' }])
  })
})

describe('a tree sent as a list', () => {
  it('is put together whatever its order, and its contributions come back as a list', () => {
    const tree = treeOf([
      { key: 'balance', parent: 'aum', before: 50, after: 40 },
      { key: 'aum', parent: null, operation: 'product' },
      { key: 'customers', parent: 'aum', before: 100, after: 130 },
    ])
    const found = explainChange(tree)
    expect(found && listOf(found).map(({ key, parent }) => [key, parent])).toEqual([
      ['aum', null],
      ['balance', 'aum'],
      ['customers', 'aum'],
    ])
  })

  it('is refused with what is wrong: two roots, no root, an unknown parent, a circle, a ratio of three', () => {
    const leaf = { before: 1, after: 2 }
    const problem = (nodes: Parameters<typeof treeOf>[0]) => {
      try {
        treeOf(nodes)
      } catch (error) {
        return error instanceof AppError ? error.details?.[0] : error
      }
      return 'no problem'
    }
    expect(
      problem([
        { key: 'a', parent: null, ...leaf },
        { key: 'b', parent: null, ...leaf },
      ]),
    ).toMatchObject({ path: '/nodes/1/parent' })
    expect(
      problem([
        { key: 'a', parent: 'b', operation: 'sum' },
        { key: 'b', parent: 'a', operation: 'sum' },
      ]),
    ).toMatchObject({ path: '/nodes' })
    expect(
      problem([
        { key: 'a', parent: null, operation: 'sum' },
        { key: 'b', parent: 'x', ...leaf },
      ]),
    ).toMatchObject({ path: '/nodes/1/parent' })
    expect(
      problem([
        { key: 'root', parent: null, operation: 'sum' },
        { key: 'one', parent: 'root', ...leaf },
        { key: 'a', parent: 'b', operation: 'sum' },
        { key: 'b', parent: 'a', operation: 'sum' },
      ]),
    ).toMatchObject({ path: '/nodes/2/parent' })
    expect(problem([{ key: 'a', parent: null, operation: 'sum' }])).toMatchObject({ path: '/nodes/0' })
    expect(
      problem([
        { key: 'a', parent: null, ...leaf },
        { key: 'a', parent: 'a', ...leaf },
      ]),
    ).toMatchObject({ path: '/nodes/1/key' })
    expect(
      problem([
        { key: 'a', parent: null, operation: 'ratio' },
        { key: 'b', parent: 'a', ...leaf },
      ]),
    ).toMatchObject({ path: '/nodes/0' })
    expect(
      problem([
        { key: 'a', parent: null, ...leaf },
        { key: 'b', parent: 'a', ...leaf },
      ]),
    ).toMatchObject({ path: '/nodes/0' })
  })
})
