import type { Node } from '../schema.ts'
import { exitNode } from './exit-node.ts'
import { goalNode } from './goal-node.ts'
import { holdoutNode } from './holdout-node.ts'
import { messageNode } from './message-node.ts'
import type { NodeBehaviour } from './node-behaviour.ts'
import { splitNode } from './split-node.ts'
import { waitNode } from './wait-node.ts'

export type { MoveContext, NodeBehaviour } from './node-behaviour.ts'

/** How a node behaves. A new node type is one file, one line here and one schema in ../schema.ts. */
export function behaviourOf(node: Node): NodeBehaviour {
  switch (node.type) {
    case 'holdout':
      return holdoutNode(node)
    case 'split':
      return splitNode(node)
    case 'wait':
      return waitNode(node)
    case 'message':
      return messageNode(node)
    case 'goal':
      return goalNode(node)
    case 'exit':
      return exitNode
  }
}
