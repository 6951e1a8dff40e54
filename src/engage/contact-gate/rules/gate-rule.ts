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
