import type { NodeOf } from '../schema.ts'
import { moveAll } from './move-happened.ts'
import type { NodeBehaviour } from './node-behaviour.ts'

/** Customers go on elsewhere in the graph. */
export function jumpNode(node: NodeOf<'jump'>): NodeBehaviour {
  return { targets: [node.to], delay: 0, polls: false, ...moveAll(node.to) }
}
