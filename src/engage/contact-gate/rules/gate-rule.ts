import type { GateQuestion } from '../gate-question.ts'
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

/**
 * What rules read, each made once a statement and named before its SELECT (`WITH (SELECT …) AS gate_sms_0`): a
 * subquery that stands in the text twice is read once, but planned twice, and planning is most of a small question.
 */
export class GateSets {
  readonly #names = new Map<string, string>()
  readonly #prefix: string

  /** @param question channels are asked one inside the other, so their names differ */
  constructor({ channel }: GateQuestion) {
    this.#prefix = `gate_${channel}`
  }

  /** The name of a scalar subquery. */
  name(sql: string): string {
    const known = this.#names.get(sql) ?? `${this.#prefix}_${this.#names.size}`
    this.#names.set(sql, known)
    return known
  }

  /** The question, its people read once and not by every rule, where a statement says who they are. */
  narrowed(question: GateQuestion): GateQuestion {
    const { only } = question
    if (typeof only !== 'string') return question
    return {
      ...question,
      only: `SELECT arrayJoin(${this.name(`SELECT groupUniqArray(person) FROM (${only})`)})`,
    }
  }

  /** True for people of a statement `SELECT person`. */
  contains(people: string, person: string): string {
    return `bitmapContains(${this.name(`SELECT groupBitmapState(person) FROM (${people})`)}, ${person})`
  }

  /** The same for several sets from one scan: a bitmap for each condition, and the test of the one at an index. */
  containedIn(conditions: readonly string[], people: string, person: string): (index: number) => string {
    const bitmaps = conditions.map((is) => `groupBitmapStateIf(person, ${is})`)
    const sets = `SELECT tuple(${bitmaps.join(', ')}) FROM (${people})`
    return (index) => `bitmapContains(tupleElement(${this.name(sets)}, ${index + 1}), ${person})`
  }

  /** To stand before the SELECT whose expressions use the names. */
  get with(): string {
    const named = [...this.#names].map(([sql, name]) => `(${sql}) AS ${name}`)
    return named.length === 0 ? '' : `WITH ${named.join(',\n')}`
  }
}
