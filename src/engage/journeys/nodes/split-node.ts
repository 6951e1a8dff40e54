import { bucketSql, bucketsOf } from '../../../decide/experiments/index.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { NodeOf } from '../schema.ts'
import { byRow, keyOf } from './by-row.ts'
import type { NodeBehaviour } from './node-behaviour.ts'

/**
 * Customers are divided by hash over branches whose shares add up to 100 %. A customer takes the same branch at every
 * entry, because only number, journey and node are hashed: nobody sees A today and B tomorrow. With `sticky: false` the
 * tick of the arrival is hashed too, so each arrival is a draw of its own that journey_step still lets anyone recompute.
 */
export function splitNode(node: NodeOf<'split'>): NodeBehaviour {
  return {
    targets: node.branches.map((branch) => branch.next),
    delay: 0,
    polls: false,
    ...byRow((context) => {
      const bucket = bucketSql(
        'customer',
        keyOf(context),
        `split:${context.node}`,
        node.sticky === false ? 'tick' : undefined,
      )
      let upTo = 0
      const cases = node.branches.slice(0, -1).map((branch) => {
        upTo += branch.percent
        return `${bucket} < ${bucketsOf(upTo)}, ${literal(branch.next, 'String')}`
      })
      return `multiIf(${[...cases, literal(node.branches.at(-1)?.next ?? '', 'String')].join(', ')})`
    }),
  }
}
