import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { optedOutSql } from '../../../govern/consent/index.ts'
import { aumClasses } from '../../../understand/customers/index.ts'
import { numberOfText, propertyConditionSql, sqlText, sqlTexts } from '../../../understand/rules/index.ts'
import type { Formula, Window } from '../schema.ts'

/** Days on which something counts: `SELECT person, class, start, until, v`, `until` not included. */
export interface Spans {
  readonly sql: string
  /** What `v` is to be divided by: money is summed in cents, which are exact. */
  readonly divisor: number
}

export interface Reach {
  readonly first: string
  readonly last: string
  readonly timezone: string
}

const startOf = (day: string, timezone: string): string =>
  `toDateTime64('${day} 00:00:00', 3, ${sqlText(timezone)})`

/** SQL of the first day that counts on `day`, and of the first on which something of `day` no longer counts. */
function windowSql(window: Window | undefined): { first: (day: string) => string; until: string } {
  if (window === 'month_to_date')
    return {
      first: (day) => `toStartOfMonth(${day})`,
      until: 'toDate32(addMonths(toStartOfMonth(day), 1))',
    }
  if (window === 'week_to_date')
    return { first: (day) => `toMonday(${day})`, until: 'toDate32(addDays(toMonday(day), 7))' }
  const { days } = window ?? { days: 1 }
  return { first: (day) => `addDays(${day}, ${1 - days})`, until: `addDays(day, ${days})` }
}

/** Events by person and day. */
export function measureSpans(formula: Extract<Formula, { kind: 'measure' }>, reach: Reach): Spans {
  const property = formula.property ?? ''
  const number = property === 'amount' ? 'amount' : numberOfText(`properties[${sqlText(property)}]`)
  const value = { count: 'toFloat64(count())', users: '1.', sum: `sum(ifNull(${number}, 0))` }[formula.of]
  const conditions = [
    `name IN (${sqlTexts(formula.events)})`,
    periodSql(formula.window, reach),
    ...(formula.where ?? []).map(propertyConditionSql),
  ]
  const from = `event WHERE ${conditions.join(' AND ')}`
  return happeningSpans({ person: canonical('customer'), value, from }, formula, reach)
}

/** Refusals by person and day; a channel that is stopped twice on a day is stopped once. */
export function optOutSpans(formula: Extract<Formula, { kind: 'opt_out' }>, reach: Reach): Spans {
  const value = { count: 'toFloat64(uniqExact(channel))', users: '1.' }[formula.of]
  const from = `(${optedOutSql(periodSql(formula.window, reach), formula.channels)})`
  return happeningSpans({ person: 'person', value, from }, formula, reach)
}

/**
 * What happened, by person and day. Who counts once although some windows overlap counts from the first day on which no
 * earlier happening still counted, so that spans add up.
 */
function happeningSpans(
  { person, value, from }: { readonly person: string; readonly value: string; readonly from: string },
  formula: { readonly of: string; readonly window?: Window | undefined },
  { timezone }: Reach,
): Spans {
  const sql = `
    SELECT ${person} AS person, toDate32(at, ${sqlText(timezone)}) AS day,
           ${windowSql(formula.window).until} AS ends, ${value} AS v
    FROM ${from} GROUP BY person, day`
  const spans = `SELECT person, '' AS class, day AS start, ends AS until, v FROM (${sql})`
  const apart = formula.of !== 'users' || formula.window === undefined
  return { sql: apart ? spans : disjoint(spans, false), divisor: 1 }
}

/** Condition on `at`: whatever counts on some day of the question. */
function periodSql(window: Window | undefined, { first, last, timezone }: Reach): string {
  const earliest = windowSql(window).first(literal(first, 'Date32'))
  return `at >= toDateTime64(toString(${earliest}) || ' 00:00:00', 3, ${sqlText(timezone)})
          AND at < addDays(${startOf(last, timezone)}, 1)`
}
/** Balances as they stand: the intervals are spans already. */
export function balanceSpans(
  formula: Extract<Formula, { kind: 'balance' }>,
  reach: Reach,
  byClass: boolean,
): Spans {
  const { of, classes = [...aumClasses] } = formula
  const money = of === 'sum' || of === 'average'
  const sql = `
    SELECT ${canonical('customer')} AS person, class, \`from\` AS start, \`to\` AS until,
           ${money ? 'round(toFloat64(amount) * 100)' : '1.'} AS v
    FROM balance FINAL
    WHERE class IN (${sqlTexts(classes)}) AND \`from\` <= ${literal(reach.last, 'Date32')}
      AND \`to\` > ${literal(reach.first, 'Date32')}${money ? '' : ' AND amount > 0'}`
  return { sql: of === 'customers' ? disjoint(sql, byClass) : sql, divisor: money ? 100 : 1 }
}

/** The same days, each once a person: what an earlier span covers is cut off. */
function disjoint(spans: string, byClass: boolean): string {
  return `
    SELECT person, class, greatest(start, covered) AS start, until, v
    FROM (
      SELECT person, class, start, until, v,
             max(until) OVER (PARTITION BY person${byClass ? ', class' : ''} ORDER BY start
                              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered
      FROM (${spans})
    )
    WHERE until > covered`
}
