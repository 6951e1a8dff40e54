import type { RefreshDay, TagReach } from '../kinds/index.ts'

/** Where the tags of a group read: one scan of one table. */
export interface GroupSource {
  /** Table, with FINAL where newer rows replace older ones. */
  readonly table: string
  /** Each row is one customer: tags are plain expressions. Otherwise they are aggregates over the customer's rows. */
  readonly onePerCustomer: boolean
  /** Rows that can matter to a group that reaches this far. */
  where(reach: TagReach, day: RefreshDay): string[]
}
