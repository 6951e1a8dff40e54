import { z } from 'zod'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { sqlText } from '../../../understand/rules/index.ts'
import { addDays } from '../../../platform/calendar-day.ts'
import type { Question } from '../question.ts'
import type { AnalysisOf } from '../schema.ts'
import { spread } from '../split.ts'
import { count, defineAnalysisType } from './analysis-type.ts'
import { balancesSql } from './balances-sql.ts'
import { columnOf, customersColumn, timeColumn } from './columns.ts'
import { bucketsOf } from './trend-points.ts'

type Aum = AnalysisOf<'aum'>

/** The last day of each period, the last one not behind the range. */
function lastDays({ analysis, days }: Question<Aum>): string[] {
  const firsts = bucketsOf(analysis.interval, days)
  return firsts.map((_, i) => {
    const next = firsts[i + 1]
    return next === undefined ? days.to : addDays(next, -1)
  })
}

/**
 * Assets under management at the end of each day, week or month.
 *
 * Table `points`: a row a period: `t` the day, `aum`, `customers` with a balance, `mean`.
 */
export const aumType = defineAnalysisType({
  type: 'aum',
  sql: (question) =>
    `SELECT value, toString(day) AS t, count() AS customers, toFloat64(sum(amount)) AS aum
FROM ${spread(balancesSql(question, lastDays(question)), question.split)} GROUP BY value, day`,
  row: z.object({ value: z.string(), t: z.string(), customers: count, aum: z.coerce.number() }),
  read: (rows, question, reading) => {
    const found = new Map(rows.map((row) => [`${row.value} ${row.t}`, row]))
    const values = [...new Set(['', ...rows.map(({ value }) => value)])]
    return [
      {
        key: 'points',
        columns: [
          timeColumn,
          columnOf('aum', { 'zh-CN': 'AUM', en: 'AUM' }, 'money'),
          customersColumn,
          columnOf('mean', { 'zh-CN': '户均', en: 'Mean' }, 'number'),
        ],
        rows: values.flatMap((value) =>
          lastDays(question).map((t) => {
            const { aum = 0, customers = 0 } = found.get(`${value} ${t}`) ?? {}
            return {
              series: reading.series(value),
              values: { t, aum, customers, mean: customers === 0 ? null : aum / customers },
              cells: { aum: reading.cell(value, t), customers: reading.cell(value, t) },
            }
          }),
        ),
      },
    ]
  },
  cell: z.tuple([z.string(), z.iso.date()]),
  membersSql: (question, [value, t]) =>
    `SELECT who AS customer FROM ${spread(balancesSql(question, lastDays(question)), question.split)} WHERE value = ${sqlText(value)} AND day = ${literal(t, 'Date32')}`,
  splitEvents: () => null,
})
