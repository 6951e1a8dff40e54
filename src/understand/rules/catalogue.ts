import type { ComparedColumn } from './comparison.ts'
import type { DisplayName } from './names.ts'
import type { TagWords } from './words/encoding.ts'

/** A tag as rules see it. */
export interface CatalogueTag {
  readonly key: string
  readonly name: DisplayName
  readonly unit: string
  readonly column: ComparedColumn
  /** Table that holds the column; null while the tag has not been computed yet. */
  readonly table: string | null
  /** Its words, where the current table has been sliced into such. */
  readonly words?: TagWords | null
}

/** A segment as rules see it. */
export interface CatalogueSegment {
  readonly key: string
  readonly name: DisplayName
  readonly id: number
  /** Its latest committed snapshot; null before the first. */
  readonly snapshot: number | null
}

/** An uploaded list of customers as rules see it. */
export interface CatalogueList {
  readonly key: string
  readonly name: DisplayName
  readonly id: number
  readonly version: number
}

/** Everything a rule may refer to, loaded before it is checked or compiled. */
export interface RuleCatalogue {
  readonly tags: ReadonlyMap<string, CatalogueTag>
  readonly segments: ReadonlyMap<string, CatalogueSegment>
  readonly lists: ReadonlyMap<string, CatalogueList>
}
