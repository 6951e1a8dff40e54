import { z } from 'zod'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { sqlText } from '../../../understand/rules/index.ts'
import { readSql, who } from '../events-sql.ts'
import type { Question } from '../question.ts'
import type { AnalysisOf } from '../schema.ts'
import { spread } from '../split.ts'
import { count, defineAnalysisType } from './analysis-type.ts'
import { columnOf, timeColumn } from './columns.ts'
import { numberSql } from './retention-sets.ts'
import { bucketsOf } from './trend-points.ts'

type Lifecycle = AnalysisOf<'lifecycle'>

const states = ['new', 'returning', 'resurrecting', 'dormant'] as const
const columns = [
  timeColumn,
  columnOf('new', { 'zh-CN': '新增', en: 'New' }, 'customers'),
  columnOf('returning', { 'zh-CN': '持续', en: 'Returning' }, 'customers'),
  columnOf('resurrecting', { 'zh-CN': '回流', en: 'Resurrecting' }, 'customers'),
  columnOf('dormant', { 'zh-CN': '沉默', en: 'Dormant' }, 'customers'),
]

/** `who, value, period, state`: periods count from the first of the range. */
function statesSql(question: Question<Lifecycle>): string {
  const { analysis, days, timezone, split } = question
  const { unit, event } = analysis
  const number = (day: string): string => numberSql(unit, day)
  const first = number(literal(days.from, 'Date'))
  const last = number(literal(days.to, 'Date'))
  const never = 1_000_000
  const read = readSql(question, [event], { from: '1970-01-02', to: days.to })
  const rows = `SELECT who, stood.1 AS period, stood.2 AS state FROM (
  SELECT who, arraySort(groupUniqArray(toInt32(${number(`toDate(at, ${sqlText(timezone)})`)} - ${first}))) AS active
  FROM (SELECT ${who} AS who, at FROM event WHERE ${read}) GROUP BY who)
ARRAY JOIN arrayConcat(
  arrayMap((p, before) -> (p, multiIf(before = -${never}, 'new', before = p - 1, 'returning', 'resurrecting')), active, arrayPushFront(arrayPopBack(active), -${never})),
  arrayMap(p -> (p + 1, 'dormant'), arrayFilter((p, after) -> after != p + 1, active, arrayPushBack(arrayPopFront(active), ${never})))) AS stood
WHERE period BETWEEN 0 AND ${last} - ${first}`
  return spread(rows, split)
}

/**
 * Customers by where they stand in each day, week or month: `new` = the event for the first time ever; `returning` = in
 * the period before, too; `resurrecting` = earlier, but not in the period before; `dormant` = in the period before, but
 * not in this one. The last period may be unfinished: its dormant customers may yet return.
 *
 * Table `periods`: a row a period.
 */
export const lifecycleType = defineAnalysisType({
  type: 'lifecycle',
  sql: (question) =>
    `SELECT value, period, state, count() AS customers FROM ${statesSql(question)} GROUP BY value, period, state`,
  row: z.object({ value: z.string(), period: count, state: z.enum(states), customers: count }),
  read: (rows, { analysis, days }, reading) => {
    const found = new Map(
      rows.map(({ value, period, state, customers }) => [`${value} ${period} ${state}`, customers]),
    )
    const values = [...new Set(['', ...rows.map(({ value }) => value)])]
    return [
      {
        key: 'periods',
        columns,
        rows: values.flatMap((value) =>
          bucketsOf(analysis.unit, days).map((t, period) => ({
            series: reading.series(value),
            values: {
              t,
              ...Object.fromEntries(
                states.map((state) => [state, found.get(`${value} ${period} ${state}`) ?? 0]),
              ),
            },
            cells: Object.fromEntries(states.map((state) => [state, reading.cell(value, period, state)])),
          })),
        ),
      },
    ]
  },
  cell: z.tuple([z.string(), z.number().int(), z.enum(states)]),
  membersSql: (question, [value, period, state]) =>
    `SELECT who AS customer FROM ${statesSql(question)} WHERE value = ${sqlText(value)} AND period = ${period} AND state = ${sqlText(state)}`,
  splitEvents: () => null,
})
