import type { NodeBehaviour, RowContext } from './node-behaviour.ts'

/** Everybody leaves, and where each goes can be told from their own row: `target` is its SQL expression. */
export function byRow(target: (context: RowContext) => string): Pick<NodeBehaviour, 'move' | 'target'> {
  return {
    target,
    move: (context) => `SELECT customer, passage, ${target(context)} AS target FROM (${context.standing})`,
  }
}
