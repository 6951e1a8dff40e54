import { bucketSql, bucketsOf } from '../../../decide/experiments/index.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { NodeOf } from '../schema.ts'
import type { NodeBehaviour } from './node-behaviour.ts'

/** A share of the customers is kept out, as the control group of the effect report. */
export function holdoutNode(node: NodeOf<'holdout'>): NodeBehaviour {
  return {
    targets: ['$holdout', node.next],
    delay: 0,
    polls: false,
    move: ({ journey, node: id, standing }) => `
      SELECT customer,
             if(${bucketSql('customer', journey.key, `holdout:${id}`)} < ${bucketsOf(node.percent)},
                '$holdout', ${literal(node.next, 'String')}) AS target
      FROM (${standing})`,
  }
}
