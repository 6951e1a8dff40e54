import { type GoalCondition, happenedSql } from '../../../engage/journeys/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { aumClasses } from '../../../understand/customers/index.ts'
import {
  type PropertyCondition,
  propertyConditionSql,
  propertyNumberSql,
  sqlText,
} from '../../../understand/rules/index.ts'
import type { Measure } from '../plan-schema.ts'

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
  | Measure

export interface Span {
  /** Nobody was assigned before. */
  readonly from: Date
  readonly now: Date
  readonly windowMilliseconds: number
  readonly timezone: string
}

/**
 * `SELECT person, y, x, d` for everyone of whom there is something to say; all others have zeros. `y` lies in the
 * window from the assignment, `x` is the same of the window before it, `d` the denominator of a ratio.
 */
export function measureSql(computed: Exclude<Computed, { kind: 'revenue' }>, span: Span): string {
  switch (computed.kind) {
    case 'aum':
      return aumSql(span)
    case 'goal':
      return perPerson(
        `SELECT customer AS owner, at FROM (${happenedSql(computed.goal, beforeOf(span), span.now)})`,
        span,
        {
          y: 'toFloat64(countIf(after) > 0)',
          x: 'toFloat64(countIf(before) > 0)',
        },
      )
    case 'opt_out':
      return perPerson(
        `SELECT ${canonical('customer')} AS owner, at FROM consent WHERE NOT granted AND ${periodSql(span)}`,
        span,
        { y: 'toFloat64(countIf(after) > 0)', x: 'toFloat64(countIf(before) > 0)' },
      )
    case 'share':
      return perPerson(eventsSql(computed, '1', span), span, {
        y: 'toFloat64(countIf(after) > 0)',
        x: 'toFloat64(countIf(before) > 0)',
      })
    case 'count':
      return perPerson(eventsSql(computed, '1', span), span, {
        y: 'toFloat64(countIf(after))',
        x: 'toFloat64(countIf(before))',
      })
    case 'sum':
      return perPerson(eventsSql(computed, propertyNumberSql(computed.property), span), span, {
        y: 'sumIf(value, after)',
        x: 'sumIf(value, before)',
      })
    case 'ratio': {
      const part = ({ property, ...filter }: typeof computed.numerator, is: 'top' | 'bottom'): string =>
        `SELECT owner, at, value, '${is}' AS part
         FROM (${eventsSql(filter, property === undefined ? '1' : propertyNumberSql(property), span)})`
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

const beforeOf = ({ from, windowMilliseconds }: Span): Date => new Date(from.getTime() - windowMilliseconds)
const periodSql = (span: Span): string =>
  `at BETWEEN ${literal(beforeOf(span), 'DateTime64(3)')} AND ${literal(span.now, 'DateTime64(3)')}`

function eventsSql(
  { event, where }: { event: string; where: readonly PropertyCondition[] },
  value: string,
  span: Span,
): string {
  const conditions = [
    `name = ${sqlText(event)}`,
    periodSql(span),
    ...where.map((one) => `(${propertyConditionSql(one)})`),
  ]
  return `SELECT ${canonical('customer')} AS owner, at, ifNull(toFloat64(${value}), 0) AS value
          FROM event WHERE ${conditions.join(' AND ')}`
}

function perPerson(
  happenings: string,
  { windowMilliseconds }: Span,
  { y, x, d = '0.' }: { y: string; x: string; d?: string },
): string {
  return `
    SELECT person, ${y} AS y, ${x} AS x, toFloat64(${d}) AS d
    FROM (
      SELECT assigned.person AS person, happened.*,
             happened.at >= assigned_at AND happened.at <= addMilliseconds(assigned_at, ${windowMilliseconds}) AS after,
             happened.at < assigned_at AND happened.at >= addMilliseconds(assigned_at, -${windowMilliseconds}) AS before
      FROM (${happenings}) AS happened
      INNER JOIN assigned ON happened.owner = assigned.person
    )
    WHERE after OR before
    GROUP BY person`
}

/** Change of AUM from the day before the assignment to the window's end (or today), and what there was before. */
function aumSql({ from, now, timezone }: Span): string {
  const today = `toDate32(${literal(now, 'DateTime64(3)')}, ${literal(timezone, 'String')})`
  return `
    SELECT assigned.person AS person,
           toFloat64(sumIf(amount, from <= first_day AND to > first_day)) AS x,
           toFloat64(sumIf(amount, from <= last_day AND to > last_day)) - x AS y, 0. AS d
    FROM (
      SELECT ${canonical('customer')} AS owner, from, to, amount FROM balance FINAL
      WHERE class IN ${literal([...aumClasses], 'Array(String)')}
        AND from <= ${today} AND to > ${literal(new Date(from.getTime() - 2 * 86_400_000), 'Date32')}
    ) AS balance
    INNER JOIN assigned ON balance.owner = assigned.person
    GROUP BY person`
}
