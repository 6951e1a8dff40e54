import {
  chiSquareAbove,
  normalCritical,
  normalTwoSided,
  studentCritical,
  studentTwoSided,
} from './distributions.ts'
import type { Estimate } from './relative-lift.ts'

export interface Comparison {
  /** Treated minus holdout. */
  readonly difference: number
  /** Confidence interval of the difference. */
  readonly low: number
  readonly high: number
  /** Test statistic: z or t. */
  readonly statistic: number
  /** Probability of a difference this large, either way, if there is none. */
  readonly p: number
}

interface Proportion {
  readonly successes: number
  readonly trials: number
}

const alpha = 0.05

/** With fewer successes, or failures, than this in a group, Wald's interval is too narrow, and at 0 has no width. */
const fewestForWald = 10

/**
 * Two proportions: 95 % Wald interval with unpooled variances, z test with the pooled proportion
 * (e.g. Agresti, Categorical Data Analysis, 3.1); where one is too rare for that, Newcombe's interval.
 * Null when a group is empty.
 */
export function compareProportions(treated: Proportion, holdout: Proportion): Comparison | null {
  if (treated.trials === 0 || holdout.trials === 0) return null
  const a = treated.successes / treated.trials
  const b = holdout.successes / holdout.trials
  const pooled = (treated.successes + holdout.successes) / (treated.trials + holdout.trials)
  const unpooledError = Math.sqrt((a * (1 - a)) / treated.trials + (b * (1 - b)) / holdout.trials)
  const pooledError = Math.sqrt(pooled * (1 - pooled) * (1 / treated.trials + 1 / holdout.trials))
  const difference = a - b
  const statistic = pooledError === 0 ? 0 : difference / pooledError
  const half = normalCritical(alpha) * unpooledError
  const rare = [treated, holdout].some(
    ({ successes, trials }) => Math.min(successes, trials - successes) < fewestForWald,
  )
  return {
    difference,
    ...(rare ? scoreInterval(treated, holdout) : { low: difference - half, high: difference + half }),
    statistic,
    p: normalTwoSided(statistic),
  }
}

/**
 * 95 % interval of a difference of proportions from Wilson's intervals of both: keeps its coverage for rare events
 * (Newcombe, Statistics in Medicine 17, 1998, 873–890, method 10).
 */
export function scoreInterval(treated: Proportion, holdout: Proportion): { low: number; high: number } {
  const [a, b] = [treated.successes / treated.trials, holdout.successes / holdout.trials]
  const [one, two] = [wilson(treated), wilson(holdout)]
  return {
    low: a - b - Math.hypot(a - one.low, two.high - b),
    high: a - b + Math.hypot(one.high - a, b - two.low),
  }
}

function wilson({ successes, trials }: Proportion): { low: number; high: number } {
  const z = normalCritical(alpha)
  const rate = successes / trials
  const middle = successes + (z * z) / 2
  const half = z * Math.sqrt((z * z) / 4 + trials * rate * (1 - rate))
  return { low: (middle - half) / (trials + z * z), high: (middle + half) / (trials + z * z) }
}

/** Two independent estimates with the variances of their own: z test and 95 % interval. */
export function compareEstimates(treated: Estimate, holdout: Estimate): Comparison {
  const difference = treated.mean - holdout.mean
  const error = Math.sqrt(treated.variance + holdout.variance)
  const statistic = error === 0 ? 0 : difference / error
  const half = normalCritical(alpha) * error
  return {
    difference,
    low: difference - half,
    high: difference + half,
    statistic,
    p: error === 0 && difference !== 0 ? 0 : normalTwoSided(statistic),
  }
}

export interface Sample {
  readonly count: number
  readonly mean: number
  /** Sample variance (divisor n − 1). */
  readonly variance: number
}

/**
 * Two means of unequal variances: Welch's t test and interval with the Welch–Satterthwaite degrees of freedom
 * (Welch 1947). Null when a group has fewer than two members.
 */
export function compareMeans(treated: Sample, holdout: Sample): (Comparison & { df: number }) | null {
  if (treated.count < 2 || holdout.count < 2) return null
  const a = treated.variance / treated.count
  const b = holdout.variance / holdout.count
  const difference = treated.mean - holdout.mean
  const error = Math.sqrt(a + b)
  if (error === 0) {
    const p = difference === 0 ? 1 : 0
    return {
      difference,
      low: difference,
      high: difference,
      statistic: 0,
      p,
      df: treated.count + holdout.count - 2,
    }
  }
  const df = (a + b) ** 2 / (a ** 2 / (treated.count - 1) + b ** 2 / (holdout.count - 1))
  const statistic = difference / error
  const half = studentCritical(alpha, df) * error
  return {
    difference,
    low: difference - half,
    high: difference + half,
    statistic,
    p: studentTwoSided(statistic, df),
    df,
  }
}

/** Below this the groups' sizes are too unlikely to be chance. */
export const suspiciousBelow = 0.01

/**
 * Did the groups come out as large as they were meant to (chi-square)? A small p means that assignment or counting is
 * broken, and that no result may be read (Fabijan et al., KDD 2019). Null when a group should be empty.
 * @param expectedShares of each group, together 1
 */
export function checkSampleRatio(
  groups: readonly number[],
  expectedShares: readonly number[],
): { chiSquare: number; p: number } | null {
  const total = groups.reduce((sum, count) => sum + count, 0)
  const expected = expectedShares.map((share) => total * share)
  if (groups.length < 2 || expected.length !== groups.length || !expected.every((count) => count > 0))
    return null
  const chiSquare = groups.reduce((sum, count, index) => {
    const meant = expected[index] ?? 0
    return sum + (count - meant) ** 2 / meant
  }, 0)
  return { chiSquare, p: chiSquareAbove(chiSquare, groups.length - 1) }
}
