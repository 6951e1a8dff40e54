import type { RefreshDay, TagReach } from '../kinds/index.ts'

/** Where the tags of a group read: one scan of one table. */
export interface GroupSource {
  /** Table, with FINAL where newer rows replace older ones. Null: customers joined with what each tag reads. */
  readonly table: string | null
  /** Each row is one customer: tags are plain expressions. Otherwise they are aggregates over the customer's rows. */
  readonly onePerCustomer: boolean
  /** Rows that can matter to a group that reaches this far. */
  where(reach: TagReach, day: RefreshDay): string[]
}

/** Customers joined with other groups' tables or with queries. */
export const joinedSource: GroupSource = { table: null, onePerCustomer: true, where: () => [] }
