/** The customers a move starts from and the instant it happens at. */
export interface MoveContext {
  readonly journey: { readonly id: number; readonly key: string }
  readonly node: string
  readonly now: Date
  /** SQL of the customers who may leave: `SELECT customer, at, wake, tick …`. */
  readonly standing: string
  /** No customer of `standing` arrived before. */
  readonly since: Date
}

/** What the engine needs to know of a node. Each node type is one file that makes one of these. */
export interface NodeBehaviour {
  /** Everywhere customers can go from here; empty: they stay. */
  readonly targets: readonly string[]
  /** Milliseconds from arrival until customers must leave. */
  readonly delay: number
  /** Customers may leave before that, one by one, so the node is looked at whenever the journey advances. */
  readonly polls: boolean
  /** SQL of the move: `SELECT customer, target …`, one row for each customer who leaves. */
  move(context: MoveContext): string
}
