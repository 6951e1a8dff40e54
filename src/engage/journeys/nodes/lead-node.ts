import { literal } from '../../../platform/clickhouse/literal.ts'
import { businessDay } from '../../../understand/rules/index.ts'
import type { NodeOf } from '../schema.ts'
import { effectId, originColumns, originValues, personsSql } from './effect-rows.ts'
import { moveAll } from './move-happened.ts'
import type { NodeBehaviour } from './node-behaviour.ts'

const usualPriority = 50

/** Gives the customer's manager something to do: one open row a person in `lead`. Who has no manager goes to the branch. */
export function leadNode(node: NodeOf<'lead'>): NodeBehaviour {
  return {
    targets: [node.next],
    delay: 0,
    polls: false,
    ...moveAll(node.next),
    effects: (context) => {
      const today = literal(businessDay(context.now, context.timezone), 'Date32')
      return [
        `INSERT INTO lead (${originColumns}, lead, title, due, priority, branch, manager, status, updated)
         SELECT ${originValues(context)}, ${effectId(context, 'lead')}, ${literal(node.title, 'String')},
                addDays(${today}, ${node.dueDays}), ${node.priority ?? usualPriority}, known.branch, known.manager,
                'open', ${literal(context.now, 'DateTime64(3)')}
         FROM (${personsSql(context)}) AS people
         LEFT JOIN (SELECT customer, branch, manager FROM customer FINAL
                    WHERE customer IN (${personsSql(context)})) AS known ON people.person = known.customer`,
      ]
    },
  }
}
