import type { RejectionReason } from './item.ts'

/** Why one item can't be accepted. A value, not an exception: refusing is ordinary work. */
export class Refusal {
  readonly reason: RejectionReason
  /** What was wrong and where; names of fields but never their values. */
  readonly detail: string

  constructor(reason: RejectionReason, detail: string) {
    this.reason = reason
    this.detail = detail
  }
}
