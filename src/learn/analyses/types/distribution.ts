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

const summaries = ['mean', 'least', 'p25', 'median', 'p75', 'p90', 'greatest'] as const

/**
 * Customers by a number of theirs over the range: how often or on how many days or hours they did something, or the sum,
 * average, least, greatest or number of different values of a property. Who never did it is not there.
 *
 * Tables: `bins` (bin, customers, share), `summary` (customers, mean and quantiles).
 */
export const distributionType = defineAnalysisType({
  type: 'distribution',
  sql: (question) => `SELECT value, bin, count() AS customers, grouping(bin) AS whole,
  [avg(y), min(y), quantileExactInclusive(0.25)(y), quantileExactInclusive(0.5)(y), quantileExactInclusive(0.75)(y), quantileExactInclusive(0.9)(y), max(y)] AS summary
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
        values: { customers, ...Object.fromEntries(summaries.map((key, i) => [key, found[i] ?? null])) },
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
        columns: [
          customersColumn,
          columnOf('mean', { 'zh-CN': '均值', en: 'Mean' }, 'number'),
          columnOf('least', { 'zh-CN': '最小', en: 'Least' }, 'number'),
          columnOf('p25', { 'zh-CN': 'P25', en: 'P25' }, 'number'),
          columnOf('median', { 'zh-CN': '中位数', en: 'Median' }, 'number'),
          columnOf('p75', { 'zh-CN': 'P75', en: 'P75' }, 'number'),
          columnOf('p90', { 'zh-CN': 'P90', en: 'P90' }, 'number'),
          columnOf('greatest', { 'zh-CN': '最大', en: 'Greatest' }, 'number'),
        ],
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
