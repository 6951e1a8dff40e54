import type { RejectionReason } from './rejection.ts'
import type { TargetName } from './schema.ts'

/** What an import did for one target. `read` = accepted + rejected + later. */
export interface TargetCounts {
  readonly read: number
  readonly accepted: number
  /** Rows after the as-of date, left for a later import. */
  readonly later: number
  readonly rejected: number
  /** Rows of the store that were new or changed. */
  readonly written: number
  /** Rows of the store that left the files. */
  readonly removed: number
}

/** Rows of one file refused for one reason; `lines` are the first of them. */
export interface RejectedRows {
  readonly target: TargetName
  readonly file: string
  readonly reason: RejectionReason
  /** The plan's field, '' when the whole line is wrong. */
  readonly field: string
  readonly rows: number
  readonly lines: readonly number[]
}

export interface ImportReport {
  readonly run: number
  readonly plan: string
  readonly asOf: string | null
  /** Customers seen for the first time. */
  readonly newCustomers: number
  readonly targets: Readonly<Record<string, TargetCounts>>
  readonly rejected: readonly RejectedRows[]
}
