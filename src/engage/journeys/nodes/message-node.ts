import { literal } from '../../../platform/clickhouse/literal.ts'
import type { NodeOf } from '../schema.ts'
import type { NodeBehaviour } from './node-behaviour.ts'

/**
 * Every customer goes on, contacted or not: the gate decides about the contact (see ../queries/insert-touches.ts),
 * never about the way through the journey.
 */
export function messageNode(node: NodeOf<'message'>): NodeBehaviour {
  return {
    targets: [node.next],
    delay: 0,
    polls: false,
    move: ({ standing }) => `SELECT customer, ${literal(node.next, 'String')} AS target FROM (${standing})`,
  }
}
