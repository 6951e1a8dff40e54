import type { NodeBehaviour, RowContext } from './node-behaviour.ts'

/** The journey's key for a hash over it. */
export const keyOf = ({ journey, keySql }: RowContext): string | { sql: string } =>
  keySql === undefined ? journey.key : { sql: keySql }

/** Everybody leaves, and where each goes can be told from their own row: `target` is its SQL expression. */
export function byRow(target: (context: RowContext) => string): Pick<NodeBehaviour, 'move' | 'target'> {
  return {
    target,
    move: (context) => `SELECT customer, passage, ${target(context)} AS target FROM (${context.standing})`,
  }
}
