import { type ContactChannel, optedOutSql } from '../../../govern/consent/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { type PropertyCondition, propertyConditionSql, sqlTexts } from '../../../understand/rules/index.ts'

export interface Span {
  /** Nobody was assigned before. */
  readonly from: Date
  readonly now: Date
  readonly windowMilliseconds: number
  readonly timezone: string
}

export const beforeOf = ({ from, windowMilliseconds }: Span): Date =>
  new Date(from.getTime() - windowMilliseconds)
export const periodSql = (span: Span): string =>
  `at BETWEEN ${literal(beforeOf(span), 'DateTime64(3)')} AND ${literal(span.now, 'DateTime64(3)')}`

/** `SELECT owner, at, value` of events before and after the assignments. */
export function eventsSql(
  { events, where }: { events: readonly string[]; where: readonly PropertyCondition[] },
  value: string,
  span: Span,
): string {
  const conditions = [
    `name IN (${sqlTexts(events)})`,
    periodSql(span),
    ...where.map((one) => `(${propertyConditionSql(one)})`),
  ]
  return `SELECT ${canonical('customer')} AS owner, at, ifNull(toFloat64(${value}), 0) AS value
          FROM event WHERE ${conditions.join(' AND ')}`
}

/** `SELECT owner, at, channel` of opt-outs before and after the assignments. */
export function optOutsSql(span: Span, channels?: readonly ContactChannel[]): string {
  return `SELECT person AS owner, at, channel FROM (${optedOutSql(periodSql(span), channels)})`
}

/** What happened before and after each customer's own assignment, as `SELECT person, y, x, d`. */
export function perPerson(
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

const dayMilliseconds = 86_400_000
const openOn = (day: string): string => `from <= ${day} AND to > ${day}`

/**
 * Balances on the day before the assignment (`x`) and at the window's end or today: `y` is what changed in between, or
 * what there is at the end. Yes or no, and numbers of holdings, are never changes.
 */
export function balanceSql(
  balance: {
    readonly of: 'sum' | 'average' | 'customers' | 'holdings'
    readonly classes: readonly string[]
    readonly days?: number | undefined
  },
  { from, now, timezone }: Span,
  change: boolean,
): string {
  const { of, classes, days = 1 } = balance
  const today = `toDate32(${literal(now, 'DateTime64(3)')}, ${literal(timezone, 'String')})`
  const overlap = (day: string): string =>
    `greatest(0, least(toInt32(to), toInt32(${day}) + 1) - greatest(toInt32(from), toInt32(${day}) + 1 - ${days}))`
  const value = (day: string): string =>
    ({
      sum: `toFloat64(sumIf(amount, ${openOn(day)}))`,
      average: `sum(toFloat64(amount) * ${overlap(day)}) / ${days}`,
      customers: `toFloat64(countIf(amount > 0 AND ${openOn(day)}) > 0)`,
      holdings: `toFloat64(countIf(amount > 0 AND ${openOn(day)}))`,
    })[of]
  const differs = change && (of === 'sum' || of === 'average')
  const earliest = new Date(from.getTime() - (days + 1) * dayMilliseconds)
  return `
    SELECT assigned.person AS person, ${value('first_day')} AS x,
           ${value('last_day')}${differs ? ' - x' : ''} AS y, 0. AS d
    FROM (
      SELECT ${canonical('customer')} AS owner, from, to, amount FROM balance FINAL
      WHERE class IN ${literal([...classes], 'Array(String)')}
        AND from <= ${today} AND to > ${literal(earliest, 'Date32')}
    ) AS balance
    INNER JOIN assigned ON balance.owner = assigned.person
    GROUP BY person`
}
