import { literal } from '../../../platform/clickhouse/literal.ts'
import type { NodeOf } from '../schema.ts'
import type { NodeBehaviour } from './node-behaviour.ts'

const hour = 3_600_000

/** Customers rest for a while. */
export function waitNode(node: NodeOf<'wait'>): NodeBehaviour {
  return {
    targets: [node.next],
    delay: Math.round(((node.days ?? 0) * 24 + (node.hours ?? 0)) * hour),
    polls: false,
    move: ({ standing }) => `SELECT customer, ${literal(node.next, 'String')} AS target FROM (${standing})`,
  }
}
