/** One element of a dimension, such as one branch: what was expected, and what came. */
interface Element {
  readonly element: string
  readonly expected: number
  readonly actual: number
}

/** The same of a ratio: both of its measures. */
interface RatioElement {
  readonly element: string
  readonly numerator: { readonly expected: number; readonly actual: number }
  readonly denominator: { readonly expected: number; readonly actual: number }
}

export interface Suspect {
  readonly element: string
  /** Part of the whole change that this element explains; those of a dimension sum to 1. */
  readonly power: number
  /** Jensen–Shannon divergence of the element’s share from the expected one. */
  readonly surprise: number
}

interface Finding {
  readonly dimension: string
  /** The surprise of all suspects together; findings are ordered by it. */
  readonly surprise: number
  readonly power: number
  readonly suspects: Suspect[]
}

interface Thresholds {
  /** All suspects of a dimension must explain at least this part of the change (T_EP). */
  readonly together: number
  /** Each of them at least this part (T_EEP). */
  readonly each: number
  readonly findings: number
}

/**
 * Which dimension explains a change, and which of its elements: the smallest sets that explain enough, most surprising
 * first (Bhagwan et al.: Adtributor – Revenue Debugging in Advertising Systems, NSDI 2014, figure 3).
 */
export function findCauses(
  dimensions: Readonly<Record<string, readonly Suspect[]>>,
  thresholds: Thresholds,
): Finding[] {
  const findings: Finding[] = []
  for (const [dimension, elements] of Object.entries(dimensions)) {
    const suspects: Suspect[] = []
    let power = 0
    for (const suspect of elements.toSorted((a, b) => b.surprise - a.surprise)) {
      if (suspect.power <= thresholds.each) continue
      suspects.push(suspect)
      power += suspect.power
      if (power > thresholds.together) break
    }
    if (power <= thresholds.together) continue
    const surprise = suspects.reduce((sum, suspect) => sum + suspect.surprise, 0)
    findings.push({ dimension, surprise, power, suspects })
  }
  return findings.toSorted((a, b) => b.surprise - a.surprise).slice(0, thresholds.findings)
}

/** Explanatory power and surprise of each element of one dimension; empty when the whole did not change. */
export function suspectsOf(elements: readonly Element[]): Suspect[] {
  const expected = total(elements.map((element) => element.expected))
  const actual = total(elements.map((element) => element.actual))
  if (actual === expected) return []
  return onlyFinite(
    elements.map((element) => ({
      element: element.element,
      power: (element.actual - element.expected) / (actual - expected),
      surprise: divergence(share(element.expected, expected), share(element.actual, actual)),
    })),
  )
}

/**
 * The same of a ratio (section 4.4 of the paper): each element’s power by the partial derivatives in finite differences,
 * scaled to sum to 1; its surprise that of both measures together. Empty when nothing can be explained.
 */
export function ratioSuspectsOf(elements: readonly RatioElement[]): Suspect[] {
  const expectedTop = total(elements.map(({ numerator }) => numerator.expected))
  const expectedBottom = total(elements.map(({ denominator }) => denominator.expected))
  const actualTop = total(elements.map(({ numerator }) => numerator.actual))
  const actualBottom = total(elements.map(({ denominator }) => denominator.actual))
  const raw = elements.map(({ numerator, denominator }) => {
    const top = numerator.actual - numerator.expected
    const bottom = denominator.actual - denominator.expected
    const grown = expectedBottom * (expectedBottom + bottom)
    return grown === 0 ? Number.NaN : (top * expectedBottom - bottom * expectedTop) / grown
  })
  const sum = total(raw)
  if (!Number.isFinite(sum) || sum === 0) return []
  return onlyFinite(
    elements.map(({ element, numerator, denominator }, index) => ({
      element,
      power: (raw[index] ?? 0) / sum,
      surprise:
        divergence(share(numerator.expected, expectedTop), share(numerator.actual, actualTop)) +
        divergence(share(denominator.expected, expectedBottom), share(denominator.actual, actualBottom)),
    })),
  )
}

/** Parts of a change next to nothing are nobody's. */
const onlyFinite = (suspects: Suspect[]): Suspect[] =>
  suspects.every(({ power, surprise }) => Number.isFinite(power) && Number.isFinite(surprise)) ? suspects : []

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
/** Shares below 0 (balances that are debts) surprise as if they were 0. */
const share = (part: number, whole: number): number => (whole === 0 ? 0 : Math.max(0, part / whole))

/** One element’s term of the Jensen–Shannon divergence between expected and actual shares. */
function divergence(expected: number, actual: number): number {
  const term = (one: number): number => (one > 0 ? one * Math.log((2 * one) / (expected + actual)) : 0)
  return (term(expected) + term(actual)) / 2
}
