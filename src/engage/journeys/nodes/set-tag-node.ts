import { literal } from '../../../platform/clickhouse/literal.ts'
import type { NodeOf } from '../schema.ts'
import { originColumns, originValues, personsSql } from './effect-rows.ts'
import { moveAll } from './move-happened.ts'
import type { NodeBehaviour } from './node-behaviour.ts'

/**
 * Sets a manual tag. The tick only notes it in `journey_tag_value`, because values of tags know no commits: the job
 * `set-journey-tags` hands the notes of committed ticks over and refreshes the tag's group.
 */
export function setTagNode(node: NodeOf<'set_tag'>): NodeBehaviour {
  const value = node.value === null ? '' : String(node.value)
  return {
    targets: [node.next],
    delay: 0,
    polls: false,
    ...moveAll(node.next),
    effects: (context) => [
      `INSERT INTO journey_tag_value (${originColumns}, tag, value)
       SELECT ${originValues(context)}, ${literal(node.tag, 'String')}, ${literal(value, 'String')}
       FROM (${personsSql(context)})`,
    ],
  }
}
