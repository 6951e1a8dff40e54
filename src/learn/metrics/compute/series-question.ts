import type { CatalogueTag, RuleCatalogue } from '../../../understand/rules/index.ts'
import type { Resolved } from '../resolve-formula.ts'

/**
 * What a metric is broken down by.
 * - `organisation`: `rollup` says of every organisation which ones its customers count in: itself, those above it, and
 *   '' for the whole bank;
 * - `class`: the product class of balances; `tag`: what the tag says of the customer now; `segment`: 'in' for the
 *   members of its newest snapshot, else 'out'.
 */
export type Split =
  | { readonly by: 'organisation'; readonly rollup: ReadonlyMap<string, readonly string[]> }
  | { readonly by: 'class' }
  | { readonly by: 'tag'; readonly tag: CatalogueTag }
  | { readonly by: 'segment'; readonly segment: string }

export interface SeriesQuestion {
  readonly resolved: Resolved
  /** Days of the business time zone, both included. */
  readonly from: string
  readonly to: string
  readonly split: Split
  /** Only customers of these branches; all unless given. */
  readonly branches?: readonly string[]
  readonly catalogue: RuleCatalogue
  readonly timezone: string
  readonly now: Date
}
