import { z } from 'zod'
import { sqlText } from '../../../understand/rules/index.ts'
import { meetsSql, readSql, who } from '../events-sql.ts'
import type { Question } from '../question.ts'
import type { ResultRow } from '../result-schema.ts'
import type { AnalysisOf } from '../schema.ts'
import { spread } from '../split.ts'
import { count, defineAnalysisType } from './analysis-type.ts'
import { columnOf, customersColumn, timeColumn } from './columns.ts'
import { bucketsOf } from './trend-points.ts'

type Interval = AnalysisOf<'interval'>

const minute = 60_000
const edges = [
  1, 5, 15, 60, 240, 720, 1440, 2880, 4320, 10_080, 20_160, 43_200, 86_400, 129_600, 259_200,
].map((minutes) => minutes * minute)
const barsOf = ({ windowSeconds }: Interval): number[] => [
  0,
  ...edges.filter((edge) => edge < windowSeconds * 1000),
  windowSeconds * 1000 + 1,
]

/** `who, value, t, took`: one row a pair. Events are numbers, instant × 4 + 1 (first), 2 (second) or 3 (both). */
function pairsSql(question: Question<Interval>): string {
  const { first, second, windowSeconds, unit = 'day', holdConstant } = question.analysis
  const zone = sqlText(question.timezone)
  const hold = !holdConstant
    ? ''
    : holdConstant.by === 'session'
      ? 'session'
      : `properties[${sqlText(holdConstant.property)}]`
  const groups = hold === '' ? 'who' : 'who, hold'
  const day = `toDate(moment, ${zone})`
  const period = unit === 'day' ? day : unit === 'week' ? `toMonday(${day})` : `toStartOfMonth(${day})`
  const rows = `SELECT ${who} AS who${hold === '' ? '' : `, ${hold} AS hold`},
  toUnixTimestamp64Milli(at) * 4 + (${meetsSql(first)}) + 2 * (${meetsSql(second)}) AS number
FROM event WHERE ${readSql(question, [first, second])}${hold === '' ? '' : ` AND ${hold} != ''`}`
  const sorted = `SELECT who, arraySort(groupArray(number)) AS es FROM (${rows}) GROUP BY ${groups}`
  // The latest first event before each element that no second event has taken: none = the least number there is.
  const none = '-9223372036854775807'
  const open = `SELECT who, es, arrayPopBack(arrayPushFront(arrayFill(x -> x != 0, arrayMap(x -> if(bitAnd(x, 1) = 1, x, ${none}), es)), toInt64(${none}))) AS open FROM (${sorted})`
  const pairs = `SELECT who, intDiv(e.1, 4) AS ended, ended - intDiv(e.2, 4) AS took, fromUnixTimestamp64Milli(ended, ${zone}) AS moment
FROM (${open}) ARRAY JOIN arrayFilter(e -> bitAnd(e.1, 2) = 2 AND e.2 != ${none}, arrayZip(es, open)) AS e
WHERE took <= ${windowSeconds * 1000}`
  return spread(`SELECT who, toString(${period}) AS t, took FROM (${pairs})`, question.split)
}

/**
 * How long it takes from one event to another. Each second event is taken together with the event just before it, among
 * those that are a first or a second one, when that is a first one and not longer ago than the window; so the nearest
 * first counts, and each once. Of events of one instant the first stands before the second. An event that both mean
 * ends one interval and begins the next.
 *
 * Tables: `periods` (by when it ended: intervals, customers, mean, quartiles), `bars` (from, to, intervals, customers).
 */
export const intervalType = defineAnalysisType({
  type: 'interval',
  sql: (question) => {
    const ends = barsOf(question.analysis)
    return `SELECT value, t, bar, grouping(t) AS all_t, count() AS intervals, groupBitmap(who) AS customers,
  [avg(took), quantileExactInclusive(0.25)(took), quantileExactInclusive(0.5)(took), quantileExactInclusive(0.75)(took)] AS took_by
FROM (SELECT *, toUInt8(arrayCount(b -> b <= took, [${ends.join(', ')}]) - 1) AS bar FROM ${pairsSql(question)})
GROUP BY GROUPING SETS ((value, t), (value, bar))`
  },
  row: z.object({
    value: z.string(),
    t: z.string(),
    bar: count,
    all_t: count,
    intervals: count,
    customers: count,
    took_by: z.array(z.coerce.number()),
  }),
  read: (rows, { analysis, days }, reading) => {
    const ends = barsOf(analysis)
    const periods: ResultRow[] = []
    const bars: ResultRow[] = []
    for (const value of new Set(['', ...rows.map((row) => row.value)])) {
      const series = reading.series(value)
      const own = rows.filter((row) => row.value === value)
      for (const t of bucketsOf(analysis.unit ?? 'day', days)) {
        const row = own.find((one) => one.all_t === 0 && one.t === t)
        const [mean = null, p25 = null, median = null, p75 = null] = row?.took_by ?? []
        const values = {
          t,
          intervals: row?.intervals ?? 0,
          customers: row?.customers ?? 0,
          mean,
          p25,
          median,
          p75,
        }
        periods.push({ series, values, cells: { customers: reading.cell(value, 't', t) } })
      }
      ends.slice(0, -1).forEach((from, bar) => {
        const row = own.find((one) => one.all_t === 1 && one.bar === bar)
        bars.push({
          series,
          values: {
            from,
            to: ends[bar + 1] ?? null,
            intervals: row?.intervals ?? 0,
            customers: row?.customers ?? 0,
          },
          cells: { customers: reading.cell(value, 'bar', bar) },
        })
      })
    }
    const intervals = columnOf('intervals', { 'zh-CN': '次数', en: 'Intervals' }, 'count')
    return [
      {
        key: 'periods',
        columns: [
          timeColumn,
          intervals,
          customersColumn,
          columnOf('mean', { 'zh-CN': '平均', en: 'Mean' }, 'milliseconds'),
          columnOf('p25', { 'zh-CN': 'P25', en: 'P25' }, 'milliseconds'),
          columnOf('median', { 'zh-CN': '中位数', en: 'Median' }, 'milliseconds'),
          columnOf('p75', { 'zh-CN': 'P75', en: 'P75' }, 'milliseconds'),
        ],
        rows: periods,
      },
      {
        key: 'bars',
        columns: [
          columnOf('from', { 'zh-CN': '从', en: 'From' }, 'milliseconds'),
          columnOf('to', { 'zh-CN': '至', en: 'Up to' }, 'milliseconds'),
          intervals,
          customersColumn,
        ],
        rows: bars,
      },
    ]
  },
  cell: z.union([
    z.tuple([z.string(), z.literal('t'), z.iso.date()]),
    z.tuple([z.string(), z.literal('bar'), z.number().int().min(0).max(20)]),
  ]),
  membersSql: (question, [value, kind, of]) => {
    const ends = barsOf(question.analysis)
    const condition =
      kind === 't' ? `t = ${sqlText(of)}` : `took >= ${ends[of] ?? 0} AND took < ${ends[of + 1] ?? 0}`
    return `SELECT DISTINCT who AS customer FROM ${pairsSql(question)} WHERE value = ${sqlText(value)} AND ${condition}`
  },
  splitEvents: () => null,
})
