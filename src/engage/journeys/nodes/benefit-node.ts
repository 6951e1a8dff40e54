import { literal } from '../../../platform/clickhouse/literal.ts'
import type { NodeOf } from '../schema.ts'
import { effectId, originColumns, originValues, personsSql } from './effect-rows.ts'
import { moveAll } from './move-happened.ts'
import type { NodeBehaviour } from './node-behaviour.ts'

/** Asks the benefit system to grant something: one row a person in `benefit_request`, which that system reads. */
export function benefitNode(node: NodeOf<'benefit'>): NodeBehaviour {
  return {
    targets: [node.next],
    delay: 0,
    polls: false,
    ...moveAll(node.next),
    effects: (context) => [
      `INSERT INTO benefit_request (${originColumns}, request, benefit)
       SELECT ${originValues(context)}, ${effectId(context, 'benefit')}, ${literal(node.benefit, 'String')}
       FROM (${personsSql(context)})`,
    ],
  }
}
