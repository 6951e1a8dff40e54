import { describe, expect, it } from 'vitest'
import { compareEstimates, compareMeans, compareProportions, type Sample } from './compare.ts'
import { compareWithCovariate } from './cuped.ts'
import { compareRatios, type RatioSample } from './ratio.ts'
import { type Estimate, relativeLift } from './relative-lift.ts'
import { compareSequentially, effectiveSize } from './sequential.ts'
import { Accumulated } from './testing/accumulate.ts'
import { seededRandom } from './testing/random.ts'

const runs = 2000
const share = (of: number): number => of / runs
const estimate = ({ mean, variance, count }: Sample): Estimate => ({ mean, variance: variance / count })
/** An outcome with a long tail, like money: mean e^½. */
const money = (normal: number): number => Math.exp(normal)

describe('2,000 A/A experiments looked at once', () => {
  it('call a difference of shares in 5 % ± 1.2 %, holding out a half or a tenth', () => {
    for (const [seed, treatedSize, holdoutSize] of [
      [11, 1500, 1500],
      [12, 4500, 500],
    ] as const) {
      const random = seededRandom(seed)
      const successes = (size: number): number => {
        let sum = 0
        for (let i = 0; i < size; i += 1) if (random.uniform() < 0.1) sum += 1
        return sum
      }
      let wrong = 0
      for (let run = 0; run < runs; run += 1) {
        const found = compareProportions(
          { successes: successes(treatedSize), trials: treatedSize },
          { successes: successes(holdoutSize), trials: holdoutSize },
        )
        if ((found?.p ?? 1) < 0.05) wrong += 1
      }
      expect(Math.abs(share(wrong) - 0.05)).toBeLessThan(0.012)
    }
  })

  it('call a difference of means in 5 % ± 1.2 %, and of ratios too', () => {
    const random = seededRandom(13)
    let [wrongMeans, wrongRatios] = [0, 0]
    for (let run = 0; run < runs; run += 1) {
      const [one, two] = [drawMoney(600, 0), drawMoney(600, 0)]
      if ((compareMeans(one, two)?.p ?? 1) < 0.05) wrongMeans += 1
      if ((compareRatios(drawVisits(400, 0.3), drawVisits(400, 0.3))?.p ?? 1) < 0.05) wrongRatios += 1
    }
    expect(Math.abs(share(wrongMeans) - 0.05)).toBeLessThan(0.012)
    expect(Math.abs(share(wrongRatios) - 0.05)).toBeLessThan(0.012)

    function drawMoney(size: number, lift: number): Sample {
      const sums = new Accumulated()
      for (let i = 0; i < size; i += 1) sums.add(money(random.normal()) + lift)
      return sums.sample()
    }
    function drawVisits(size: number, rate: number): RatioSample {
      return visits(random, size, rate)
    }
  })
})

describe('2,000 A/B experiments', () => {
  it('have the true difference, and the true relative lift, in at least 94 % of their intervals', () => {
    const random = seededRandom(17)
    const truth = { holdout: 0.1, treated: 0.12 }
    let [differences, lifts, means, meanLifts, ratios] = [0, 0, 0, 0, 0]
    for (let run = 0; run < runs; run += 1) {
      const [treated, holdout] = [successes(1200, truth.treated), successes(1200, truth.holdout)]
      if (contains(compareProportions(treated, holdout), 0.02)) differences += 1
      if (contains(relativeLift(share01(treated), share01(holdout)), 0.2)) lifts += 1
      const [one, two] = [normal(300, 5.5, 3), normal(300, 5, 2)]
      if (contains(compareMeans(one, two), 0.5)) means += 1
      if (contains(relativeLift(estimate(one), estimate(two)), 0.1)) meanLifts += 1
      if (contains(compareRatios(visits(random, 400, 0.4), visits(random, 400, 0.3)), 0.1)) ratios += 1
    }
    for (const held of [differences, lifts, means, meanLifts, ratios]) {
      expect(share(held)).toBeGreaterThanOrEqual(0.94)
      expect(share(held)).toBeLessThan(0.97)
    }

    function successes(trials: number, rate: number): { successes: number; trials: number } {
      let sum = 0
      for (let i = 0; i < trials; i += 1) if (random.uniform() < rate) sum += 1
      return { successes: sum, trials }
    }
    function normal(size: number, mean: number, deviation: number): Sample {
      const sums = new Accumulated()
      for (let i = 0; i < size; i += 1) sums.add(mean + deviation * random.normal())
      return sums.sample()
    }
  })

  it('have the true difference in at least 94 % of their intervals when hardly anybody does it', () => {
    const random = seededRandom(18)
    const count = (trials: number, rate: number) => {
      let successes = 0
      for (let i = 0; i < trials; i += 1) if (random.uniform() < rate) successes += 1
      return { successes, trials }
    }
    let held = 0
    for (let run = 0; run < runs; run += 1) {
      if (contains(compareProportions(count(900, 0.004), count(100, 0.01)), -0.006)) held += 1
    }
    expect(share(held)).toBeGreaterThanOrEqual(0.94)
  })

  it('lose ρ² of their variance by CUPED, and stay right', () => {
    const random = seededRandom(19)
    const [correlation, effect] = [0.7, 0.3]
    const [raw, adjusted] = [new Accumulated(), new Accumulated()]
    let [reported, held] = [0, 0]
    for (let run = 0; run < runs; run += 1) {
      const [treated, holdout] = [draw(400, effect), draw(200, 0)]
      const found = compareWithCovariate(treated, holdout)
      raw.add(treated.mean - holdout.mean)
      adjusted.add(found?.difference ?? Number.NaN)
      reported += found?.varianceReduction ?? Number.NaN
      if (contains(found, effect)) held += 1
    }
    const actual = 1 - adjusted.sample().variance / raw.sample().variance
    expect(actual).toBeCloseTo(correlation ** 2, 1)
    expect(Math.abs(actual - correlation ** 2)).toBeLessThan(0.03)
    expect(reported / runs).toBeCloseTo(correlation ** 2, 2)
    expect(adjusted.sample().mean).toBeCloseTo(effect, 2)
    expect(share(held)).toBeGreaterThanOrEqual(0.94)

    function draw(size: number, lift: number) {
      const sums = new Accumulated()
      for (let i = 0; i < size; i += 1) {
        const before = random.normal()
        sums.add(
          100 + lift + correlation * before + Math.sqrt(1 - correlation ** 2) * random.normal(),
          50 + before,
        )
      }
      return sums.sample()
    }
  })
})

describe('2,000 experiments looked at on each of 28 days', () => {
  /** The first day on which `decide` sees a difference; null: never. */
  function simulate(
    seed: number,
    draw: (random: ReturnType<typeof seededRandom>, treated: boolean) => number,
  ) {
    const random = seededRandom(seed)
    const planned = effectiveSize(28 * 45, 28 * 15)
    let [called, calledNaively, missed] = [0, 0, 0]
    for (let run = 0; run < runs; run += 1) {
      const [treated, holdout] = [new Accumulated(), new Accumulated()]
      let [stopped, naive, outside] = [false, false, false]
      for (let day = 1; day <= 28; day += 1) {
        for (let i = 0; i < 45; i += 1) treated.add(draw(random, true))
        for (let i = 0; i < 15; i += 1) holdout.add(draw(random, false))
        if (holdout.count < 100) continue
        const [a, b] = [treated.sample(), holdout.sample()]
        const found = compareSequentially(estimate(a), estimate(b), effectiveSize(a.count, b.count), planned)
        stopped ||= (found?.p ?? 1) < 0.05
        outside ||= !contains(found, truth)
        naive ||= Math.abs(compareEstimates(estimate(a), estimate(b)).statistic) > 1.96
      }
      if (stopped) called += 1
      if (naive) calledNaively += 1
      if (outside) missed += 1
    }
    return { called: share(called), calledNaively: share(calledNaively), missed: share(missed) }
  }
  let truth = 0

  it('call a difference that is not there in at most 5 %, where the fixed test would in many more', () => {
    truth = 0
    const shares = simulate(23, (random) => (random.uniform() < 0.2 ? 1 : 0))
    expect(shares.called).toBeLessThanOrEqual(0.05)
    expect(shares.calledNaively).toBeGreaterThan(0.12)
    const skewed = simulate(29, (random) => money(random.normal()))
    expect(skewed.called).toBeLessThanOrEqual(0.05)
    expect(skewed.calledNaively).toBeGreaterThan(0.12)
  })

  it('find one that is there, with every interval of an experiment holding it in at least 95 %', () => {
    truth = 0.4
    const found = simulate(31, (random, treated) => random.normal() + (treated ? truth : 0))
    expect(found.called).toBeGreaterThan(0.95)
    expect(found.missed).toBeLessThanOrEqual(0.05)
  })
})

function contains(interval: { low: number; high: number } | null, truth: number): boolean {
  return interval !== null && interval.low <= truth && truth <= interval.high
}

function share01({ successes, trials }: { successes: number; trials: number }): Estimate {
  const mean = successes / trials
  return { mean, variance: (mean * (1 - mean)) / trials }
}

/** Customers with one to ten visits, some of which end in a purchase, by an eagerness of their own. */
function visits(random: ReturnType<typeof seededRandom>, size: number, rate: number): RatioSample {
  const sums = new Accumulated()
  for (let i = 0; i < size; i += 1) {
    const own = 2 * rate * random.uniform()
    const count = 1 + Math.floor(10 * random.uniform())
    let bought = 0
    for (let visit = 0; visit < count; visit += 1) if (random.uniform() < own) bought += 1
    sums.add(bought, count)
  }
  const { count, mean, variance, covariateMean, covariateVariance, covariance } = sums.sample()
  return {
    count,
    numerator: mean,
    denominator: covariateMean,
    numeratorVariance: variance,
    denominatorVariance: covariateVariance,
    covariance,
  }
}
