import type { NodeBehaviour } from '../nodes/index.ts'
import type { Node } from '../schema.ts'

export interface Cohort {
  readonly tick: number
  readonly customers: number
  readonly partial: boolean
  readonly wake: Date
}

/** Customers of some cohorts at one node of one version, who may leave it in this tick. */
export interface Move {
  readonly version: number
  readonly id: string
  readonly node: Node
  readonly behaviour: NodeBehaviour
  readonly cohorts: readonly Cohort[]
  /** The version in which they arrive, where that is another one. */
  readonly into?: number
}
