import { localClock } from '../../../platform/local-clock.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { identifier, literal } from '../../../platform/clickhouse/literal.ts'
import { AppError } from '../../../platform/errors.ts'
import { compileRule, sqlTexts } from '../../../understand/rules/index.ts'
import type { Base } from '../resolve-formula.ts'
import { addDays, daysBetween } from '../../../platform/calendar-day.ts'
import { daysOf } from './days.ts'
import type { SeriesQuestion } from './series-question.ts'
import { balanceSpans, measureSpans, optOutSpans, type Reach, type Spans } from './spans-sql.ts'

/**
 * One base over the days of the question: `SELECT element, values`, one value a day. Everything is a sum over customers:
 * spans of days become a rise at their start and a fall at their end, whose running sum is the value of each day, so
 * that a range of days costs one scan.
 */
export function baseSql(base: Base, question: SeriesQuestion): string {
  const { formula } = base
  const { from, to } = question
  const days = daysBetween(from, to) + 1
  if (formula.kind === 'customers') {
    const flags = daysOf(from, to).map(
      (day) => `toFloat64(bitmapContains(${bitmapOn(formula.rule, day, question)}, person))`,
    )
    return `SELECT element, sumForEach([${flags.join(',\n')}]) AS values FROM (${whoSql(base, question)}) GROUP BY element`
  }
  const average = formula.kind === 'balance' && formula.days !== undefined ? formula.days : 1
  const lead = average - 1
  const first = addDays(from, -lead)
  const reach = { first, last: to, timezone: question.timezone }
  const byClass = question.split.by === 'class'
  if (byClass && formula.kind !== 'balance')
    throw new AppError(
      'invalid_request',
      'Only balances have a product class: break this metric down by something else',
    )
  const spans = spansOf(formula, reach, byClass)
  const slots = days + lead
  const slotOf = (day: string): string => `toInt32(${day}) - toInt32(${literal(first, 'Date32')})`
  const mean =
    lead === 0
      ? 'running'
      : `arrayMap(i -> arrayAvg(arraySlice(running, i, ${average})), range(1, ${days + 1}))`
  return `
    SELECT element, arrayMap(v -> round(v, 6) / ${spans.divisor}, ${mean}) AS values
    FROM (
      SELECT element, arrayCumSum(arrayMap(slot -> moves[toInt32(slot)], range(${slots}))) AS running
      FROM (
        SELECT element, sumMap(map(move.1, move.2)) AS moves
        FROM (
          SELECT ${byClass ? 'class' : 'element'} AS element,
                 arrayJoin([(greatest(${slotOf('start')}, 0), v), (${slotOf('until')}, -v)]) AS move
          FROM (${spans.sql}) AS spans
          INNER JOIN (${whoSql(base, question)}) AS who USING (person)
          WHERE until > ${literal(first, 'Date32')} AND start <= ${literal(to, 'Date32')}
        )
        WHERE move.1 < ${slots}
        GROUP BY element
      )
    )`
}

function spansOf(
  formula: Exclude<Base['formula'], { kind: 'customers' }>,
  reach: Reach,
  byClass: boolean,
): Spans {
  switch (formula.kind) {
    case 'measure':
      return measureSpans(formula, reach)
    case 'opt_out':
      return optOutSpans(formula, reach)
    case 'balance':
      return balanceSpans(formula, reach, byClass)
  }
}

/** Everybody who counts, and where: `SELECT person, element`. */
function whoSql({ condition }: Base, question: SeriesQuestion): string {
  const { split, branches, to } = question
  const where = [
    `${canonical('customer')} = customer`,
    ...(branches ? [branches.length === 0 ? 'false' : `branch IN (${sqlTexts(branches)})`] : []),
    ...(condition ? [`bitmapContains(${bitmapOn(condition, to, question)}, customer)`] : []),
  ].join(' AND ')
  const element =
    split.by === 'segment'
      ? `if(bitmapContains(${bitmapOn({ segment: split.segment }, to, question)}, customer), 'in', 'out')`
      : 'branch'
  const known = `SELECT customer AS person, ${element} AS element FROM customer FINAL WHERE ${where}`
  if (split.by !== 'tag') return known
  const { table, key } = split.tag
  if (table === null)
    throw new AppError('conflict', `The tag "${key}" has no values yet: wait for its first refresh`)
  return `
    SELECT person, ifNull(toString(value), '') AS element FROM (${known}) AS known
    LEFT JOIN (SELECT customer AS person, ${identifier(key)} AS value FROM ${identifier(table)}) AS tagged USING (person)`
}

/** Bitmap of the customers who satisfy a rule at the end of a day, or now when it is not over. */
function bitmapOn(rule: unknown, day: string, { catalogue, timezone, now }: SeriesQuestion): string {
  const end = new Date(localClock(timezone).instantAt(addDays(day, 1), '00:00').getTime() - 1)
  return compileRule(rule, { catalogue, timezone, asOf: end < now ? end : now }).bitmapSql
}
