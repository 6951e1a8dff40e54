import { type GoalCondition, happenedSql } from '../../../engage/journeys/index.ts'
import { aumClasses } from '../../../understand/customers/index.ts'
import { type PropertyCondition, propertyNumberSql } from '../../../understand/rules/index.ts'
import type { Measure } from '../plan-schema.ts'
import { balanceSql, beforeOf, eventsSql, optOutsSql, perPerson, type Span } from './measure-parts.ts'
import { type RegistryComputed, registrySql } from './registry-sql.ts'

/** A metric as the statement computes it. */
export type Computed =
  | { readonly kind: 'goal'; readonly goal: GoalCondition }
  | { readonly kind: 'aum' }
  | {
      readonly kind: 'revenue'
      /** Yuan a conversion. */
      readonly conversionValue: number
      /** Part of the change of AUM that is earned within the window. */
      readonly margin: number
    }
  | RegistryComputed
  | Exclude<Measure, { kind: 'registry' }>

/**
 * `SELECT person, y, x, d` for everyone of whom there is something to say; all others have zeros. `y` lies in the
 * window from the assignment, `x` is the same of the window before it, `d` the denominator of a ratio.
 */
export function measureSql(computed: Exclude<Computed, { kind: 'revenue' }>, span: Span): string {
  switch (computed.kind) {
    case 'aum':
      return balanceSql({ of: 'sum', classes: aumClasses }, span, true)
    case 'goal':
      return perPerson(
        `SELECT customer AS owner, at FROM (${happenedSql(computed.goal, beforeOf(span), span.now)})`,
        span,
        {
          y: 'toFloat64(countIf(after) > 0)',
          x: 'toFloat64(countIf(before) > 0)',
        },
      )
    case 'registry':
      return registrySql(computed, span)
    case 'opt_out':
      return perPerson(optOutsSql(span), span, {
        y: 'toFloat64(countIf(after) > 0)',
        x: 'toFloat64(countIf(before) > 0)',
      })
    case 'share':
      return perPerson(eventsSql(eventOf(computed), '1', span), span, {
        y: 'toFloat64(countIf(after) > 0)',
        x: 'toFloat64(countIf(before) > 0)',
      })
    case 'count':
      return perPerson(eventsSql(eventOf(computed), '1', span), span, {
        y: 'toFloat64(countIf(after))',
        x: 'toFloat64(countIf(before))',
      })
    case 'sum':
      return perPerson(eventsSql(eventOf(computed), propertyNumberSql(computed.property), span), span, {
        y: 'sumIf(value, after)',
        x: 'sumIf(value, before)',
      })
    case 'ratio': {
      const part = ({ property, ...filter }: typeof computed.numerator, is: 'top' | 'bottom'): string =>
        `SELECT owner, at, value, '${is}' AS part
         FROM (${eventsSql(eventOf(filter), property === undefined ? '1' : propertyNumberSql(property), span)})`
      return perPerson(
        `${part(computed.numerator, 'top')} UNION ALL ${part(computed.denominator, 'bottom')}`,
        span,
        {
          y: `sumIf(value, after AND part = 'top')`,
          x: `sumIf(value, before AND part = 'top')`,
          d: `sumIf(value, after AND part = 'bottom')`,
        },
      )
    }
  }
}

const eventOf = ({ event, where }: { event: string; where: readonly PropertyCondition[] }) => ({
  events: [event],
  where,
})
