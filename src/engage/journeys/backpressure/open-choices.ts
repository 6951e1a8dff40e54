import type { ContactChannel } from '../../../govern/consent/index.ts'
import { type MessageChoice, messageChoices } from '../nodes/index.ts'
import type { Node, NodeOf } from '../schema.ts'

/** The ways a message can go now: by channels with room in their outbox. */
export function openChoices(node: NodeOf<'message'>, full: ReadonlySet<ContactChannel>): MessageChoice[] {
  return messageChoices(node).filter(({ channel }) => !full.has(channel))
}

/** Customers wait at a message while none of its channels has room. */
export function isHeldBack(node: Node, full: ReadonlySet<ContactChannel>): boolean {
  return node.type === 'message' && full.size > 0 && openChoices(node, full).length === 0
}
