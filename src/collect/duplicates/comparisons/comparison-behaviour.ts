/** One way two values can agree. The first level whose condition holds counts. */
export interface Level {
  readonly name: string
  /** SQL condition. */
  readonly when: string
}

/** SQL of one record's side of a comparison. */
export interface Side {
  readonly value: string
  /** The field this one is mixed up with, when the spec names one. */
  readonly swap?: string
}

/** One kind of comparison: the levels of agreement, best first. What none of them holds for differs. */
export interface ComparisonBehaviour {
  levels(a: Side, b: Side): readonly Level[]
}
