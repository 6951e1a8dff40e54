/** Where the values of a feature are cut: into ranges, or into its commonest values and the rest. Missing is a bin of its own. */
export type Cuts =
  | { readonly kind: 'ranges'; readonly days: boolean; readonly points: readonly number[] }
  | { readonly kind: 'values'; readonly values: readonly string[] }

/** A tag or an attribute as one of at most 24 bins: 0 = missing. */
export interface BinnedFeature {
  readonly kind: 'tag' | 'attribute'
  readonly key: string
  readonly cuts: Cuts
}
