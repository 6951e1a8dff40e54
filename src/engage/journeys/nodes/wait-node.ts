import type { NodeOf } from '../schema.ts'
import { moveAll } from './move-happened.ts'
import type { NodeBehaviour } from './node-behaviour.ts'

const minute = 60_000

/** Customers rest for a while. */
export function waitNode(node: NodeOf<'wait'>): NodeBehaviour {
  const minutes = ((node.days ?? 0) * 24 + (node.hours ?? 0)) * 60 + (node.minutes ?? 0)
  return {
    targets: [node.next],
    delay: Math.round(minutes * minute),
    polls: false,
    ...moveAll(node.next),
  }
}
