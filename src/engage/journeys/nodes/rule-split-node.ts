import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { compileRule } from '../../../understand/rules/index.ts'
import type { NodeOf } from '../schema.ts'
import { byRow } from './by-row.ts'
import type { NodeBehaviour } from './node-behaviour.ts'

/**
 * Each customer takes the first branch whose rule holds at the instant of the tick. Each rule is one bitmap, computed
 * once a statement, however many customers stand here.
 */
export function ruleSplitNode(node: NodeOf<'rule_split'>): NodeBehaviour {
  return {
    targets: [...node.branches.map((branch) => branch.next), node.otherwise],
    delay: 0,
    polls: false,
    readsCatalogue: true,
    ...byRow(({ catalogue, now, timezone }) => {
      const cases = node.branches.map(({ rule, next }) => {
        const { bitmapSql } = compileRule(rule, { catalogue, asOf: now, timezone })
        return `bitmapContains((SELECT ${bitmapSql}), ${canonical('customer')}), ${literal(next, 'String')}`
      })
      return `multiIf(${[...cases, literal(node.otherwise, 'String')].join(',\n        ')})`
    }),
  }
}
