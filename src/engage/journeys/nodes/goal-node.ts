import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { happenedSql } from '../goal-sql.ts'
import type { NodeOf } from '../schema.ts'
import type { NodeBehaviour } from './node-behaviour.ts'

const day = 86_400_000

/**
 * Customers who do what the journey is for, within the time from their arrival, are done; the others go on.
 * The ASOF join finds the first such happening after each customer's own arrival in one pass over both sides.
 */
export function goalNode(node: NodeOf<'goal'>): NodeBehaviour {
  return {
    targets: ['$goal', node.next],
    delay: Math.round(node.withinDays * day),
    polls: true,
    move: ({ standing, since, now }) => `
      SELECT standing.customer AS customer,
             multiIf(happened.customer != 0 AND happened.at <= standing.wake, '$goal',
                     standing.wake <= ${literal(now, 'DateTime64(3)')}, ${literal(node.next, 'String')},
                     '') AS target
      FROM (SELECT customer, ${canonical('customer')} AS person, at, wake FROM (${standing})) AS standing
      ASOF LEFT JOIN (${happenedSql(node.condition, since, now)}) AS happened
        ON standing.person = happened.customer AND standing.at <= happened.at
      WHERE target != ''`,
  }
}
