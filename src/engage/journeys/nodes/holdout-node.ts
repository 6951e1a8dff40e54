import { bucketSql, bucketsOf } from '../../../decide/experiments/index.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { NodeOf } from '../schema.ts'
import { byRow, keyOf } from './by-row.ts'
import type { NodeBehaviour } from './node-behaviour.ts'

/**
 * A share of the customers is kept out, as the control group of the effect report. With scope `global` neither the
 * journey nor the node is part of the hash: the same customers are kept out of every journey that asks, bank-wide.
 */
export function holdoutNode(node: NodeOf<'holdout'>): NodeBehaviour {
  return {
    targets: ['$holdout', node.next],
    delay: 0,
    polls: false,
    ...byRow((context) => {
      const bucket =
        node.scope === 'global'
          ? bucketSql('customer', '$global', 'holdout')
          : bucketSql('customer', keyOf(context), `holdout:${context.node}`)
      return `if(${bucket} < ${bucketsOf(node.percent)}, '$holdout', ${literal(node.next, 'String')})`
    }),
  }
}
