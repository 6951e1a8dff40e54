import type { NodeOf } from '../schema.ts'
import { moveHappened, whoDid } from './move-happened.ts'
import type { NodeBehaviour } from './node-behaviour.ts'

const hour = 3_600_000

/** Customers rest until they do something; those who have not when the time is over take the timeout. */
export function waitForEventNode(node: NodeOf<'wait_for_event'>): NodeBehaviour {
  return {
    targets: [node.next, node.timeout],
    delay: Math.round(((node.withinDays ?? 0) * 24 + (node.withinHours ?? 0)) * hour),
    polls: true,
    ...whoDid(node.condition),
    move: (context) => moveHappened(context, node.condition, node.next, node.timeout),
  }
}
