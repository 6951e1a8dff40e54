import { z } from 'zod'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { sqlText } from '../../../understand/rules/index.ts'
import { addDays } from '../../../platform/calendar-day.ts'
import type { Days } from '../question.ts'
import type { Column, ResultRow } from '../result-schema.ts'
import type { AnalysisOf } from '../schema.ts'
import { count, defineAnalysisType } from './analysis-type.ts'
import { bracketsOf, cellSql, matrixSql } from './retention-sets.ts'

type Retention = AnalysisOf<'retention'>

const periodNames = {
  day: { 'zh-CN': '天', en: 'Day' },
  week: { 'zh-CN': '周', en: 'Week' },
  month: { 'zh-CN': '月', en: 'Month' },
}

/** The first day on which someone of a cohort can be in its period `n`; later than the range = nobody can yet. */
function begins({ unit, mode = 'n_day' }: Retention, cohort: string, n: number): string {
  if (unit === 'day') return addDays(cohort, n)
  if (unit === 'week') return addDays(cohort, 7 * n)
  if (mode === 'n_day') return addDays(cohort, 30 * n)
  const date = new Date(`${cohort}T00:00:00Z`)
  date.setUTCMonth(date.getUTCMonth() + n)
  return date.toISOString().slice(0, 10)
}

const labelOf = (from: number, to: number | null): string =>
  to === null ? `${from}+` : from === to ? String(from) : `${from}–${to}`

function columnsOf(analysis: Retention, days: Days): Column[] {
  const name = periodNames[analysis.unit]
  return [
    { key: 'cohort', name: { 'zh-CN': '起始期', en: 'Cohort' }, unit: 'day' },
    { key: 'size', name: { 'zh-CN': '客户数', en: 'Customers' }, unit: 'customers' },
    ...bracketsOf(analysis, days).map(({ from, to }, n): Column => ({
      key: `n${n}`,
      name: { 'zh-CN': `第 ${labelOf(from, to)} ${name['zh-CN']}`, en: `${name.en} ${labelOf(from, to)}` },
      unit: 'customers',
    })),
  ]
}

const overallColumns: Column[] = [
  { key: 'n', name: { 'zh-CN': '期', en: 'Period' }, unit: 'text' },
  { key: 'returned', name: { 'zh-CN': '回访', en: 'Returned' }, unit: 'count' },
  { key: 'began', name: { 'zh-CN': '起始', en: 'Began' }, unit: 'count' },
  { key: 'share', name: { 'zh-CN': '留存率', en: 'Retention' }, unit: 'share' },
]

/**
 * Of those who do one thing, how many do another some time later.
 *
 * Cohorts are periods (calendar days, weeks from Monday, or months) of the first event; whoever does it in several is in
 * each of them (`cohort: every`), or only in that of their first time. A cell counts the customers of a cohort who did
 * the return event in the n-th period after:
 * - `calendar`: n calendar periods later, on whatever day of it; `unbounded`: then or later, up to the end of the range;
 * - `n_day`: 1, 7 or 30 days × n after the day of the customer's own first event in the cohort, up to the next. For days
 *   it is the same as `calendar`.
 * In period 0 the return event may come before the first on the same day or in the same calendar period. Only return
 * events of the range count; cells that lie wholly behind its end are null. By property or channel a customer belongs to
 * the value of the first event (of every value of a period, for `cohort: every`, where periods are calendar ones).
 *
 * Tables: `cohorts` (a row a cohort: `size`, `n0`, `n1` …), `overall` (a row a period, over all cohorts that can have
 * reached it; a customer of several cohorts counts in each).
 */
export const retentionType = defineAnalysisType({
  type: 'retention',
  check: ({ brackets = [] }) =>
    brackets.every((edge, i) => edge > (brackets[i - 1] ?? 0))
      ? []
      : [{ path: '/brackets', message: 'must grow, from 1 at least: [1, 3, 7]' }],
  sql: matrixSql,
  row: z.object({ value: z.string(), cohort: z.string(), n: count, customers: count }),
  read: (rows, { analysis, days }, reading) => {
    const brackets = bracketsOf(analysis, days)
    const cohorts: ResultRow[] = []
    const overall: ResultRow[] = []
    for (const [value, own] of Map.groupBy(rows, (row) => row.value)) {
      const series = reading.series(value)
      const sums = brackets.map(() => ({ returned: 0, began: 0 }))
      const byCohort = [...Map.groupBy(own, (row) => row.cohort)].toSorted(([a], [b]) => (a < b ? -1 : 1))
      for (const [cohort, cells] of byCohort) {
        const found = new Map(cells.map(({ n, customers }) => [n, customers]))
        const size = found.get(-1) ?? 0
        const values: ResultRow['values'] = { cohort, size }
        const ids: Record<string, string> = { size: reading.cell(value, cohort, -1) }
        brackets.forEach(({ from }, n) => {
          const possible = begins(analysis, cohort, from) <= days.to
          values[`n${n}`] = possible ? (found.get(n) ?? 0) : null
          const sum = sums[n]
          if (!possible || !sum) return
          ids[`n${n}`] = reading.cell(value, cohort, n)
          sum.returned += found.get(n) ?? 0
          sum.began += size
        })
        cohorts.push({ series, values, cells: ids })
      }
      brackets.forEach(({ from, to }, n) => {
        const { returned, began } = sums[n] ?? { returned: 0, began: 0 }
        overall.push({
          series,
          values: { n: labelOf(from, to), returned, began, share: began === 0 ? null : returned / began },
          cells: {},
        })
      })
    }
    return [
      { key: 'cohorts', columns: columnsOf(analysis, days), rows: cohorts },
      { key: 'overall', columns: overallColumns, rows: overall },
    ]
  },
  cell: z.tuple([z.string(), z.iso.date(), z.number().int().min(-1).max(400)]),
  membersSql: (question, [value, cohort, n]) => cellSql(question, sqlText(value), literal(cohort, 'Date'), n),
  splitEvents: ({ first }) => [first],
})
