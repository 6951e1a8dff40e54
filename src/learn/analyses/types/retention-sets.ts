import { midnightSql, readSql, who } from '../events-sql.ts'
import { addDays } from '../../../platform/calendar-day.ts'
import { type Days, lengthOf, type Question } from '../question.ts'
import type { AnalysisOf } from '../schema.ts'
import { ownSql, spread } from '../split.ts'

/**
 * Retention as set algebra: a bitmap of who began in each period, one of who did the return event in each, and a cell
 * of the matrix is the cardinality of what two of them have in common. 90 days are 180 bitmaps and 4,000 intersections,
 * a few milliseconds; counting pairs of events takes minutes.
 */
type Retention = AnalysisOf<'retention'>
type Unit = Retention['unit']

/** Days of a span when periods are counted from each customer's own first day. */
const spanDays = { day: 1, week: 7, month: 30 } as const

/** Which of the periods after the first a cell counts: `from` … `to`, in periods. */
export interface Bracket {
  readonly from: number
  /** null = to the end. */
  readonly to: number | null
}

/** The columns of the matrix; the first is the period of the first event itself. */
export function bracketsOf({ brackets, periods, mode, unit }: Retention, days: Days): Bracket[] {
  if (brackets)
    return [
      { from: 0, to: 0 },
      ...brackets.slice(0, -1).map((from, i) => ({ from, to: (brackets[i + 1] ?? from + 1) - 1 })),
    ]
  const most = Math.ceil(lengthOf(days) / { day: 1, week: 7, month: 28 }[unit])
  const columns = Math.min(periods ?? 30, most)
  return Array.from({ length: columns + 1 }, (_, n) => ({ from: n, to: mode === 'unbounded' ? null : n }))
}

/** A calendar period as a whole number that counts up by one. */
export function numberSql(unit: Unit, day: string): string {
  if (unit === 'month') return `toInt32(toYear(${day}) * 12 + toMonth(${day}))`
  return unit === 'week' ? `intDiv(toInt32(${day}) + 3, 7)` : `toInt32(${day})`
}

function firstDaySql(unit: Unit, day: string): string {
  if (unit === 'month') return `toStartOfMonth(${day})`
  return unit === 'week' ? `toMonday(${day})` : day
}

/** Periods are spans of days after each customer's own first day. */
const isRolling = ({ mode = 'n_day', unit }: Retention): boolean => mode === 'n_day' && unit !== 'day'

/** `value, cohort, period, beginners`: who began in each period (rolling: on each day) of each cohort. */
function beginnersSql(question: Question<Retention>): string {
  const { analysis, split, days, timezone } = question
  const { first, cohort = 'every', unit } = analysis
  const rolling = isRolling(analysis)
  const read = readSql(
    question,
    [first],
    cohort === 'first_ever' ? { from: '1900-01-02', to: days.to } : days,
  )
  const events = `SELECT ${who} AS who, toDate(at, '${timezone}') AS on_day, at${ownSql(split)} FROM event WHERE ${read}`
  const own = split?.of === 'event'
  const rows =
    cohort === 'every'
      ? rolling
        ? // Who begins on several days of a cohort begins on the first of them.
          `SELECT who, min(on_day) AS day${own ? ', argMin(own, (at, own)) AS own' : ''} FROM (${events}) GROUP BY who, ${firstDaySql(unit, 'on_day')}`
        : `SELECT who, on_day AS day${own ? ', own' : ''} FROM (${events})`
      : `SELECT who, min(on_day) AS day${own ? ', argMin(own, (at, own)) AS own' : ''} FROM (${events}) GROUP BY who HAVING min(at) >= ${midnightSql(days.from, timezone)}`
  return `SELECT value, ${firstDaySql(unit, 'day')} AS cohort, ${rolling ? 'toInt32(day)' : numberSql(unit, 'day')} AS period,
  groupBitmapState(who) AS beginners
FROM ${spread(rows, split)} GROUP BY value, cohort, period`
}

/** `period, n, returners`: who did the return event in bracket n after a beginning in the period. */
function returnersSql(question: Question<Retention>): string {
  const { analysis, days, timezone } = question
  const { unit } = analysis
  const brackets = bracketsOf(analysis, days)
  const rolling = isRolling(analysis)
  const size = rolling ? spanDays[unit] : 1
  const whole = unit === 'day' || rolling ? days : { ...days, from: addDays(days.from, -31) }
  const day = `toDate(at, '${timezone}')`
  const number = rolling ? `toInt32(${day})` : numberSql(unit, day)
  const did = `SELECT ${number} AS did, groupBitmapState(${who}) AS returners
FROM event WHERE ${readSql(question, [analysis.returned], whole)} GROUP BY did`
  const simple = size === 1 && brackets.every(({ from, to }) => from === to)
  if (simple)
    return `SELECT toInt32(did - n) AS period, n, returners FROM (${did}) ARRAY JOIN range(${brackets.length}) AS n`
  // Every distance in periods (rolling: days) and the bracket that it falls into.
  const longest = lengthOf(days)
  const distances = brackets.flatMap(({ from, to }, n) => {
    const last = to === null ? longest : (to + 1) * size - 1
    return Array.from({ length: Math.max(0, last - from * size + 1) }, (_, i) => `(${from * size + i}, ${n})`)
  })
  return `SELECT toInt32(did - step.1) AS period, step.2 AS n, groupBitmapMergeState(returners) AS returners
FROM (${did}) ARRAY JOIN [${distances.join(', ')}] AS step
WHERE period >= (SELECT min(did) FROM (${did})) - 31
GROUP BY period, n`
}

/** `value, cohort, n, customers`: one row a cell of the matrix, n = −1 being the size of the cohort. */
export function matrixSql(question: Question<Retention>): string {
  const beginners = beginnersSql(question)
  return `SELECT value, toString(cohort) AS cohort, n, sum(back) AS customers FROM (
  SELECT value, cohort, toInt16(n) AS n, bitmapAndCardinality(beginners, returners) AS back
  FROM (${beginners}) AS b INNER JOIN (${returnersSql(question)}) AS r ON b.period = r.period
  UNION ALL SELECT value, cohort, toInt16(-1) AS n, bitmapCardinality(beginners) AS back FROM (${beginners}))
GROUP BY value, cohort, n`
}

/** Statement of the customers of one cell. */
export function cellSql(question: Question<Retention>, value: string, cohort: string, n: number): string {
  const beginners = `SELECT * FROM (${beginnersSql(question)}) WHERE value = ${value} AND cohort = ${cohort}`
  return n < 0
    ? `SELECT DISTINCT arrayJoin(bitmapToArray(beginners)) AS customer FROM (${beginners})`
    : `SELECT DISTINCT arrayJoin(bitmapToArray(bitmapAnd(beginners, returners))) AS customer
FROM (${beginners}) AS b INNER JOIN (SELECT * FROM (${returnersSql(question)}) WHERE n = ${n}) AS r ON b.period = r.period`
}
