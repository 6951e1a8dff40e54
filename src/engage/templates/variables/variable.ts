import type { DisplayName, RuleCatalogue } from '../../../understand/rules/index.ts'

export type VariableType = 'text' | 'number' | 'money' | 'date' | 'boolean'

/** Something about a customer or a message that a text may say. */
export interface Variable {
  /** As it stands in a text: `tag.tier`. */
  readonly path: string
  readonly group: 'customer' | 'bank' | 'tag' | 'holding' | 'event' | 'message'
  readonly label: DisplayName
  readonly type: VariableType
  /** What stands in for a missing value unless the template says otherwise; null = the value is needed. */
  readonly standIn: DisplayName | null
}

/** What sources of variables know when they write their statements. */
export interface VariableWorld {
  readonly tags: RuleCatalogue['tags']
  /** Codes and names of organisations and staff. */
  readonly organisations: ReadonlyMap<string, string>
  readonly staff: ReadonlyMap<string, string>
}

/** Whom a statement is about: SQL of a set that stands behind IN. */
export interface People {
  /** Canonical numbers: `(SELECT …)` or an array. */
  readonly canonical: string
  /** Those and every number that was merged into one of them. */
  readonly members: string
}

/** Where values come from. Each source is one file and answers for many variables with one statement. */
export interface VariableSource {
  /** Variables to choose from; families without an end (events) list none. */
  list(world: VariableWorld): readonly Variable[]
  /** The variable of this path, if it is one of this source. */
  find(path: string, world: VariableWorld): Variable | undefined
  /**
   * `SELECT person, v0, v1 … ` in the order of the paths, one row a person, values as String, '' where there is none.
   * Persons without any row may be absent. Several statements where the paths lie in several tables.
   */
  statements(
    paths: readonly string[],
    people: People,
    moment: { readonly day: string; readonly now: Date },
    world: VariableWorld,
  ): readonly Statement[]
}

export interface Statement {
  readonly paths: readonly string[]
  readonly sql: string
}

/** English names of values that have one, read beside the Chinese ones. */
export const inEnglish = (path: string): string => `${path}@en`
