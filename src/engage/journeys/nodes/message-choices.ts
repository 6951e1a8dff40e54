import type { ContactChannel } from '../../../govern/consent/index.ts'
import type { NodeOf } from '../schema.ts'

export interface MessageChoice {
  readonly channel: ContactChannel
  readonly template: string
}

/** The ways a message can go, in the order in which its author lists them; one for a message with one channel. */
export function messageChoices(node: NodeOf<'message'>): MessageChoice[] {
  if (node.route) {
    return node.route.channels.flatMap((channel) => {
      const template = node.templates?.[channel]
      return template === undefined ? [] : [{ channel, template }]
    })
  }
  return node.channel && node.template ? [{ channel: node.channel, template: node.template }] : []
}
