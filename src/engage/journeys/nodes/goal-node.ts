import type { NodeOf } from '../schema.ts'
import { moveHappened, whoDid } from './move-happened.ts'
import type { NodeBehaviour } from './node-behaviour.ts'

const day = 86_400_000

/** Customers who do what the journey is for, within the time from their arrival, are done; the others go on. */
export function goalNode(node: NodeOf<'goal'>): NodeBehaviour {
  return {
    targets: ['$goal', node.next],
    delay: Math.round(node.withinDays * day),
    polls: true,
    ...whoDid(node.condition),
    move: (context) => moveHappened(context, node.condition, '$goal', node.next),
  }
}
