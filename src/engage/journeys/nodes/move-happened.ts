import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { GoalCondition } from '../goal-condition.ts'
import { happenedSql } from '../goal-sql.ts'
import { byRow } from './by-row.ts'
import type { MoveContext, NodeBehaviour } from './node-behaviour.ts'

/**
 * Customers who did something between their arrival and their wake go one way; the others, once they wake, the other.
 * The ASOF join finds the first such happening after each customer's own arrival in one pass over both sides: nobody is
 * asked one by one.
 */
export function moveHappened(
  { standing, since, now, unheardSince }: MoveContext,
  condition: GoalCondition,
  happened: string,
  timeout: string,
): string {
  return `
      SELECT standing.customer AS customer, standing.passage AS passage,
             multiIf(happened.customer != 0 AND happened.at <= standing.wake, ${literal(happened, 'String')},
                     standing.wake <= ${literal(now, 'DateTime64(3)')}, ${literal(timeout, 'String')},
                     '') AS target
      FROM (SELECT customer, passage, ${canonical('customer')} AS person, at, wake FROM (${standing})) AS standing
      ASOF LEFT JOIN (${happenedSql(condition, since, now, unheardSince)}) AS happened
        ON standing.person = happened.customer AND standing.at <= happened.at
      WHERE target != ''`
}

/** Those who did it at all since the first of a node's customers arrived: few beside those who wait. */
export function whoDid(condition: GoalCondition): Pick<NodeBehaviour, 'early'> {
  return {
    early: ({ since, now, unheardSince }) =>
      `SELECT customer FROM (${happenedSql(condition, since, now, unheardSince)})`,
  }
}

/** Everybody goes to one node. */
export function moveAll(next: string): Pick<NodeBehaviour, 'move' | 'target'> {
  return byRow(() => literal(next, 'String'))
}
