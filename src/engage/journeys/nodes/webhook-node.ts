import type { NodeOf } from '../schema.ts'
import { effectId, originValues, personsSql } from './effect-rows.ts'
import { moveAll } from './move-happened.ts'
import type { NodeBehaviour } from './node-behaviour.ts'

/**
 * Tells another system about the customer. It is a touch of channel `webhook` without a template, so that it is sent,
 * tried again and answered like every other; but it contacts nobody, so the gate is not asked and no cap counts it.
 * Where it goes says the node of that version (`url`, or the key of an `endpoint`).
 */
export function webhookNode(node: NodeOf<'webhook'>): NodeBehaviour {
  return {
    targets: [node.next],
    delay: 0,
    polls: false,
    sends: true,
    ...moveAll(node.next),
    effects: (context) => [
      `INSERT INTO touch (journey, version, node, tick, customer, at, touch, channel, template, outcome, reason)
       SELECT ${originValues(context)}, ${effectId(context, 'webhook')}, 'webhook', '', 'queued', ''
       FROM (${personsSql(context)})`,
    ],
  }
}
