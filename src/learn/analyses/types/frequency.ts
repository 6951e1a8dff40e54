import { z } from 'zod'
import { sqlText } from '../../../understand/rules/index.ts'
import { periodSql } from '../events-sql.ts'
import type { Question } from '../question.ts'
import type { AnalysisOf } from '../schema.ts'
import { binLabels, binnedSql } from '../split.ts'
import { count, defineAnalysisType } from './analysis-type.ts'
import { columnOf, customersColumn, timeColumn } from './columns.ts'
import { perCustomerSql } from './per-customer.ts'
import { bucketsOf } from './trend-points.ts'

type Frequency = AnalysisOf<'frequency'>

const edgesOf = ({ bins }: Frequency): readonly number[] => bins ?? [2, 3, 4, 6, 11, 21]

function numbersSql(question: Question<Frequency>): string {
  const { event, times = 'count', unit } = question.analysis
  const numbers = perCustomerSql(
    question,
    event,
    { of: times },
    `toString(${periodSql(unit, question.timezone)})`,
  )
  return `SELECT *, ${binnedSql('y', edgesOf(question.analysis))} AS bin FROM (${numbers})`
}

/**
 * Customers by how often, or on how many days, they do something in each day, week or month.
 *
 * Table `periods`: a row a period: `customers`, `mean`, and `b0`, `b1` … for the bins.
 */
export const frequencyType = defineAnalysisType({
  type: 'frequency',
  sql: (question) =>
    `SELECT value, t, bin, count() AS customers, sum(y) AS total FROM (${numbersSql(question)}) GROUP BY value, t, bin`,
  row: z.object({ value: z.string(), t: z.string(), bin: z.string(), customers: count, total: count }),
  read: (rows, { analysis, days }, reading) => {
    const labels = binLabels(edgesOf(analysis))
    const values = [...new Set(['', ...rows.map(({ value }) => value)])]
    return [
      {
        key: 'periods',
        columns: [
          timeColumn,
          customersColumn,
          columnOf('mean', { 'zh-CN': '人均次数', en: 'Mean' }, 'number'),
          ...labels.map((label, i) => columnOf(`b${i}`, { 'zh-CN': label, en: label }, 'customers')),
        ],
        rows: values.flatMap((value) =>
          bucketsOf(analysis.unit, days).map((t) => {
            const own = rows.filter((row) => row.value === value && row.t === t)
            const customers = own.reduce((sum, row) => sum + row.customers, 0)
            const total = own.reduce((sum, row) => sum + row.total, 0)
            const counts = labels.map((label) => own.find(({ bin }) => bin === label)?.customers ?? 0)
            return {
              series: reading.series(value),
              values: {
                t,
                customers,
                mean: customers === 0 ? null : total / customers,
                ...Object.fromEntries(counts.map((one, i) => [`b${i}`, one])),
              },
              cells: {
                customers: reading.cell(value, t, ''),
                ...Object.fromEntries(labels.map((label, i) => [`b${i}`, reading.cell(value, t, label)])),
              },
            }
          }),
        ),
      },
    ]
  },
  cell: z.tuple([z.string(), z.iso.date(), z.string()]),
  membersSql: (question, [value, t, bin]) =>
    `SELECT who AS customer FROM (${numbersSql(question)}) WHERE value = ${sqlText(value)} AND t = ${sqlText(t)}${
      bin === '' ? '' : ` AND bin = ${sqlText(bin)}`
    }`,
  splitEvents: ({ event }) => [event],
})
