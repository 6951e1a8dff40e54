import { z } from 'zod'
import { sqlText } from '../../../understand/rules/index.ts'
import type { Question } from '../question.ts'
import type { ResultRow } from '../result-schema.ts'
import type { AnalysisOf } from '../schema.ts'
import { binLabels, binnedSql } from '../split.ts'
import { count, defineAnalysisType } from './analysis-type.ts'
import { columnOf, customersColumn } from './columns.ts'
import { perCustomerSql } from './per-customer.ts'

type Distribution = AnalysisOf<'distribution'>

const few = [2, 3, 4, 6, 11, 21, 51]
const amounts = [1, 100, 1000, 10_000, 50_000, 100_000, 500_000, 1_000_000]

function edgesOf({ bins, measure }: Distribution): readonly number[] {
  return bins ?? ('property' in measure && measure.of !== 'distinct' ? amounts : few)
}

const numbers = (question: Question<Distribution>): string =>
  perCustomerSql(question, question.analysis.event, question.analysis.measure, "''")

const summaries = [
  { key: 'mean', sql: 'avg(y)', name: { 'zh-CN': '均值', en: 'Mean' } },
  { key: 'least', sql: 'min(y)', name: { 'zh-CN': '最小', en: 'Least' } },
  { key: 'p25', sql: 'quantileExactInclusive(0.25)(y)', name: { 'zh-CN': 'P25', en: 'P25' } },
  { key: 'median', sql: 'quantileExactInclusive(0.5)(y)', name: { 'zh-CN': '中位数', en: 'Median' } },
  { key: 'p75', sql: 'quantileExactInclusive(0.75)(y)', name: { 'zh-CN': 'P75', en: 'P75' } },
  { key: 'p90', sql: 'quantileExactInclusive(0.9)(y)', name: { 'zh-CN': 'P90', en: 'P90' } },
  { key: 'greatest', sql: 'max(y)', name: { 'zh-CN': '最大', en: 'Greatest' } },
]

/**
 * Customers by a number of theirs over the range: how often or on how many days or hours they did something, or the sum,
 * average, least, greatest or number of different values of a property. Who never did it is not there.
 *
 * Tables: `bins` (bin, customers, share), `summary` (customers, mean and quantiles).
 */
export const distributionType = defineAnalysisType({
  type: 'distribution',
  sql: (question) => `SELECT value, bin, count() AS customers, grouping(bin) AS whole,
  [${summaries.map(({ sql }) => sql).join(', ')}] AS summary
FROM (SELECT *, ${binnedSql('y', edgesOf(question.analysis))} AS bin FROM (${numbers(question)}))
GROUP BY GROUPING SETS ((value, bin), (value))`,
  row: z.object({
    value: z.string(),
    bin: z.string(),
    customers: count,
    whole: count,
    summary: z.array(z.coerce.number()),
  }),
  read: (rows, { analysis }, reading) => {
    const bins: ResultRow[] = []
    const summary: ResultRow[] = []
    for (const { value, customers, summary: found } of rows.filter(({ whole }) => whole === 1)) {
      const series = reading.series(value)
      summary.push({
        series,
        values: { customers, ...Object.fromEntries(summaries.map(({ key }, i) => [key, found[i] ?? null])) },
        cells: { customers: reading.cell(value, '') },
      })
      for (const label of binLabels(edgesOf(analysis))) {
        const own =
          rows.find((row) => row.whole === 0 && row.value === value && row.bin === label)?.customers ?? 0
        bins.push({
          series,
          values: { bin: label, customers: own, share: own / customers },
          cells: { customers: reading.cell(value, label) },
        })
      }
    }
    return [
      {
        key: 'bins',
        columns: [
          columnOf('bin', { 'zh-CN': '区间', en: 'Bin' }, 'text'),
          customersColumn,
          columnOf('share', { 'zh-CN': '占比', en: 'Share' }, 'share'),
        ],
        rows: bins,
      },
      {
        key: 'summary',
        columns: [customersColumn, ...summaries.map(({ key, name }) => columnOf(key, name, 'number'))],
        rows: summary,
      },
    ]
  },
  cell: z.tuple([z.string(), z.string()]),
  membersSql: (question, [value, bin]) =>
    `SELECT who AS customer FROM (${numbers(question)}) WHERE value = ${sqlText(value)}${
      bin === '' ? '' : ` AND ${binnedSql('y', edgesOf(question.analysis))} = ${sqlText(bin)}`
    }`,
  splitEvents: ({ event }) => [event],
})
