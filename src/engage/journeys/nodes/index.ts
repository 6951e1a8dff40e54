import type { Node } from '../schema.ts'
import { benefitNode } from './benefit-node.ts'
import { exitNode } from './exit-node.ts'
import { goalNode } from './goal-node.ts'
import { holdoutNode } from './holdout-node.ts'
import { jumpNode } from './jump-node.ts'
import { leadNode } from './lead-node.ts'
import { messageNode } from './message-node.ts'
import type { NodeBehaviour } from './node-behaviour.ts'
import { ruleSplitNode } from './rule-split-node.ts'
import { setTagNode } from './set-tag-node.ts'
import { splitNode } from './split-node.ts'
import { waitForEventNode } from './wait-for-event-node.ts'
import { waitNode } from './wait-node.ts'
import { waitUntilNode } from './wait-until-node.ts'
import { webhookNode } from './webhook-node.ts'

export { effectTables } from './effect-rows.ts'
export { type MessageChoice, messageChoices } from './message-choices.ts'
export type { Arrival, MoveContext, NodeBehaviour, RowContext } from './node-behaviour.ts'

/** How a node behaves. A new node type is one file, one line here and one schema in ../node-schemas.ts. */
export function behaviourOf(node: Node): NodeBehaviour {
  switch (node.type) {
    case 'holdout':
      return holdoutNode(node)
    case 'split':
      return splitNode(node)
    case 'rule_split':
      return ruleSplitNode(node)
    case 'wait':
      return waitNode(node)
    case 'wait_until':
      return waitUntilNode(node)
    case 'wait_for_event':
      return waitForEventNode(node)
    case 'message':
      return messageNode(node)
    case 'benefit':
      return benefitNode(node)
    case 'lead':
      return leadNode(node)
    case 'set_tag':
      return setTagNode(node)
    case 'webhook':
      return webhookNode(node)
    case 'jump':
      return jumpNode(node)
    case 'goal':
      return goalNode(node)
    case 'exit':
      return exitNode
  }
}
