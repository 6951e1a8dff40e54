import type { NodeOf } from '../schema.ts'
import { moveAll } from './move-happened.ts'
import type { NodeBehaviour } from './node-behaviour.ts'

/**
 * Every customer goes on, contacted or not: the gate decides about the contact (see ../ticks/queries/insert-touches.ts),
 * never about the way through the journey.
 */
export function messageNode(node: NodeOf<'message'>): NodeBehaviour {
  return {
    targets: [node.next],
    delay: 0,
    polls: false,
    sends: true,
    ...moveAll(node.next),
  }
}
