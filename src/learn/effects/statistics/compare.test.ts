import { describe, expect, it } from 'vitest'
import { checkSampleRatio, compareMeans, compareProportions } from './compare.ts'
import { normalCritical, studentCritical } from './distributions.ts'

// Published figures of the Cookie Cats experiment (90,189 players; gate at level 30 or 40).
const gate30 = { count: 44_700, day1: 20_034, day7: 8_502 }
const gate40 = { count: 45_489, day1: 20_119, day7: 8_279 }

describe('two proportions', () => {
  it('give the Cookie Cats day-7 effect, interval, z and p', () => {
    const found = compareProportions(
      { successes: gate40.day7, trials: gate40.count },
      { successes: gate30.day7, trials: gate30.count },
    )
    expect((found?.difference ?? 0) * 100).toBeCloseTo(-0.82, 3)
    expect((found?.low ?? 0) * 100).toBeCloseTo(-1.328, 3)
    expect((found?.high ?? 0) * 100).toBeCloseTo(-0.312, 3)
    expect(found?.statistic).toBeCloseTo(-3.164, 3)
    expect(found?.p).toBeCloseTo(0.00155, 5)
  })

  it('give the Cookie Cats day-1 effect, z and p', () => {
    const found = compareProportions(
      { successes: gate30.day1, trials: gate30.count },
      { successes: gate40.day1, trials: gate40.count },
    )
    expect((found?.difference ?? 0) * 100).toBeCloseTo(0.5905, 4)
    expect(found?.statistic).toBeCloseTo(1.784, 3)
    expect(found?.p).toBeCloseTo(0.0744, 4)
  })

  it('say nothing about an empty group, and no difference about two that never succeed', () => {
    expect(compareProportions({ successes: 0, trials: 0 }, { successes: 1, trials: 2 })).toBeNull()
    expect(compareProportions({ successes: 0, trials: 5 }, { successes: 0, trials: 5 })).toMatchObject({
      difference: 0,
      p: 1,
    })
  })
})

describe('two means', () => {
  it('give R’s t.test(extra ~ group, data = sleep)', () => {
    const one = sample([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2])
    const two = sample([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    const found = compareMeans(one, two)
    expect(found?.statistic).toBeCloseTo(-1.8608, 4)
    expect(found?.df).toBeCloseTo(17.776, 3)
    expect(found?.p).toBeCloseTo(0.07939, 5)
    expect(found?.low).toBeCloseTo(-3.3654832, 6)
    expect(found?.high).toBeCloseTo(0.2054832, 6)
  })
})

it('has the critical values of the tables', () => {
  expect(normalCritical(0.05)).toBeCloseTo(1.959963984540054, 12)
  expect(normalCritical(0.01)).toBeCloseTo(2.5758293035489, 12)
  expect(studentCritical(0.05, 1)).toBeCloseTo(12.7062047361747, 9)
  expect(studentCritical(0.05, 10)).toBeCloseTo(2.22813885198627, 10)
  expect(studentCritical(0.05, 1e6)).toBeCloseTo(1.95996636, 6)
})

it('finds the sample ratio of Cookie Cats suspicious', () => {
  const found = checkSampleRatio([gate30.count, gate40.count], [0.5, 0.5])
  expect(found?.chiSquare).toBeCloseTo(6.902, 3)
  expect(found?.p).toBeCloseTo(0.0086, 4)
})

it('checks the sizes of several groups: Mendel’s peas, χ² 0.470 with three degrees of freedom', () => {
  // Mendel (1866), 556 peas expected 9 : 3 : 3 : 1; Snedecor and Cochran, Statistical Methods, 11.2
  const found = checkSampleRatio([315, 108, 101, 32], [9 / 16, 3 / 16, 3 / 16, 1 / 16])
  expect(found?.chiSquare).toBeCloseTo(0.47, 3)
  expect(found?.p).toBeCloseTo(0.9254, 4)
  expect(checkSampleRatio([5, 0], [1, 0])).toBeNull()
})

function sample(values: readonly number[]): { count: number; mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return { count: values.length, mean, variance }
}
