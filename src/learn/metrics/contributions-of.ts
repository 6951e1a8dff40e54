import { explainRate, findCauses, suspectsOf } from '../contributions/index.ts'
import type { Definition } from './resolve-formula.ts'

/** A value on two days. */
export interface Change {
  readonly before: number | null
  readonly after: number | null
}

export interface ElementContribution extends Change {
  /** What of the change of the metric came through the element; null where that cannot be said. */
  readonly contribution: number | null
  /** Of ratios: because the element's own rate changed, and because its share of the whole did. */
  readonly rate: number | null
  readonly mix: number | null
  /** Among the few elements that explain the change (Adtributor). */
  readonly suspect: boolean
}

export const nothing = { before: null, after: null, contribution: null, rate: null, mix: null } as const

/** Those of the paper: together two thirds of the change, each a tenth. */
const thresholds = { together: 0.67, each: 0.1, findings: 1 }

/**
 * What came through each element of a dimension – organisations, product classes, values of a tag – in the order given.
 * What is counted adds up; a ratio is split into each element's own rate and its share of the whole; of an expression
 * nothing can be said.
 * @param read the values of a metric by element
 */
export async function contributionsOf(
  definition: Pick<Definition, 'formula'> | undefined,
  elements: readonly string[],
  read: (metric: string) => Promise<(element: string) => Change>,
  key: string,
): Promise<ElementContribution[]> {
  const values = await read(key)
  const formula = definition?.formula
  if (formula?.kind === 'ratio') {
    const [of, per] = await Promise.all([read(formula.of), read(formula.per)])
    const side = (element: string, when: 'before' | 'after') => ({
      value: of(element)[when] ?? 0,
      weight: per(element)[when] ?? 0,
    })
    const rates = explainRate(
      elements.map((segment) => ({
        segment,
        before: side(segment, 'before'),
        after: side(segment, 'after'),
      })),
    )
    return elements.map((element, i) => {
      const { rate = null, mix = null } = rates?.[i] ?? {}
      const contribution = rate === null || mix === null ? null : rate + mix
      return { ...values(element), rate, mix, contribution, suspect: false }
    })
  }
  const changes = elements.map((element) => ({ element, ...values(element) }))
  if (formula === undefined || formula.kind === 'expression')
    return changes.map(({ before, after }) => ({ ...nothing, before, after, suspect: false }))
  const suspects = suspectsAmong(changes)
  return changes.map(({ element, before, after }) => ({
    ...nothing,
    before,
    after,
    contribution: (after ?? 0) - (before ?? 0),
    suspect: suspects.has(element),
  }))
}

/** The smallest set of elements that explains most of the change. */
function suspectsAmong(elements: readonly ({ element: string } & Change)[]): Set<string> {
  const dimension = suspectsOf(
    elements.map(({ element, before, after }) => ({ element, expected: before ?? 0, actual: after ?? 0 })),
  )
  return new Set(
    findCauses({ dimension }, thresholds).flatMap(({ suspects }) => suspects.map((one) => one.element)),
  )
}
