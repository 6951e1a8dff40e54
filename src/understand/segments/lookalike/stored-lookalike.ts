import type { BinnedFeature } from '../profile/binned-feature.ts'
import type { LookalikeResult } from './schema.ts'

/** What a lookalike keeps: what people see of it, and the bins and weights that explain single scores. */
export interface StoredLookalike {
  readonly view: LookalikeResult
  readonly features: readonly { readonly feature: BinnedFeature; readonly logOdds: readonly number[] }[]
}
