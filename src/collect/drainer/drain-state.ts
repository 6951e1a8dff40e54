/** How far the drainer is; counts are since the process started. */
export interface DrainState {
  readonly backlogBytes: number
  readonly limitBytes: number
  /** Age of the newest stored request while others wait behind it; 0 when nothing waits. */
  readonly lagSeconds: number
  readonly requests: number
  readonly events: number
  readonly duplicates: number
  readonly deadLetters: number
  readonly blocks: number
  readonly damagedBytes: number
  /** Why the current block cannot be stored yet; '' when all is well. Without personal data. */
  readonly trouble: string
}
