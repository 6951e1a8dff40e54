import type { GateReason } from '../reasons.ts'

/**
 * One thing that may stand against a contact, as SQL over the expression `person`. A rule that holds says until when:
 * a literal instant, or `waits`, the column of the instants that touch history gives.
 */
export interface GateRule {
  readonly reason: GateReason
  /** True for people whom it stands against. */
  readonly refused: string
  readonly hold?: { readonly until: string } | { readonly waits: true } | undefined
}

/** People of a statement `SELECT person` as a bitmap, made once a statement. */
export const contains = (people: string, person: string): string =>
  `bitmapContains((SELECT groupBitmapState(person) FROM (${people})), ${person})`

/** The same for several sets from one scan: a bitmap for each condition, and the test of the one at an index. */
export function containedIn(
  conditions: readonly string[],
  people: string,
  person: string,
): (index: number) => string {
  const bitmaps = conditions.map((is) => `groupBitmapStateIf(person, ${is})`)
  const sets = `(SELECT tuple(${bitmaps.join(', ')}) FROM (${people}))`
  return (index) => `bitmapContains(tupleElement(${sets}, ${index + 1}), ${person})`
}
