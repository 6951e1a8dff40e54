import type { NodeOf } from '../schema.ts'
import { effectId, originColumns, originValues, personsSql } from './effect-rows.ts'
import { moveAll } from './move-happened.ts'
import type { NodeBehaviour } from './node-behaviour.ts'

/**
 * Tells another system about the customer. Nobody is contacted by that, so the gate is not asked and no cap counts it:
 * the tick notes the calls, and ../webhooks tells those of committed ticks.
 */
export function webhookNode(node: NodeOf<'webhook'>): NodeBehaviour {
  return {
    targets: [node.next],
    delay: 0,
    polls: false,
    ...moveAll(node.next),
    effects: (context) => [
      `INSERT INTO journey_webhook_call (${originColumns}, call)
       SELECT ${originValues(context)}, ${effectId(context, 'webhook')}
       FROM (${personsSql(context)})`,
    ],
  }
}
