import { z } from 'zod'
import { doneByBank } from '../../../engage/journeys/index.ts'
import { sqlText, sqlTexts } from '../../../understand/rules/index.ts'
import { namesSql, readSql, who } from '../events-sql.ts'
import type { Question } from '../question.ts'
import type { ResultRow } from '../result-schema.ts'
import type { AnalysisOf } from '../schema.ts'
import { spread } from '../split.ts'
import { count, defineAnalysisType } from './analysis-type.ts'
import { columnOf, customersColumn, timeColumn } from './columns.ts'
import { bucketsOf } from './trend-points.ts'

type Sessions = AnalysisOf<'sessions'>

const nameBits = 65_536

/** `who, value, t, took, size, entry, exit`: one row a session. */
function sessionsSql(question: Question<Sessions>): string {
  const { event = {}, gapMinutes = 30, interval = 'day' } = question.analysis
  const { timezone } = question
  const zone = sqlText(timezone)
  const moment = (x: string): string => `intDiv(${x}, ${nameBits})`
  const name = (x: string): string => `${namesSql}[bitAnd(${x}, ${nameBits - 1})]`
  const day = `toDate(fromUnixTimestamp64Milli(${moment('session[1]')}, ${zone}), ${zone})`
  const visits = event.event === undefined ? ` AND name NOT IN (${sqlTexts(doneByBank)})` : ''
  const period =
    interval === 'day' ? day : interval === 'week' ? `toMonday(${day})` : `toStartOfMonth(${day})`
  const rows = `SELECT who, toString(${period}) AS t, ${moment('session[-1]')} - ${moment('session[1]')} AS took, length(session) AS size,
  ${name('session[1]')} AS entry, ${name('session[-1]')} AS exit
FROM (
  SELECT who, arraySplit((x, pause) -> pause > ${gapMinutes * 60_000}, es, arrayDifference(arrayMap(x -> ${moment('x')}, es))) AS own
  FROM (SELECT ${who} AS who, arraySort(groupArray(toUnixTimestamp64Milli(at) * ${nameBits} + transform(name, ${namesSql}, range(1, length(${namesSql}) + 1), 0))) AS es
    FROM event WHERE ${readSql(question, [event])}${visits} GROUP BY who))
ARRAY JOIN own AS session`
  return spread(rows, question.split)
}

/**
 * Visits: stretches of a customer's events without a pause longer than `gapMinutes`; what journeys write about what the
 * bank did is none of them, unless the question names it. Each belongs to the period in which
 * it begins; at the edges of the range it is cut. A bounce is a session of a single event.
 *
 * Tables: `periods` (sessions, customers, per customer, median duration, mean events, bounces and their share),
 * `entries` and `exits` (first and last events of sessions, the `topN` most frequent).
 */
export const sessionsType = defineAnalysisType({
  type: 'sessions',
  sql: (
    question,
  ) => `SELECT value, t, entry, exit, multiIf(grouping(t) = 0, 't', grouping(entry) = 0, 'entry', 'exit') AS part,
  count() AS sessions, groupBitmap(who) AS customers, quantileExactInclusive(0.5)(took) AS took_median, avg(size) AS events, countIf(size = 1) AS bounces
FROM ${sessionsSql(question)} GROUP BY GROUPING SETS ((value, t), (value, entry), (value, exit))`,
  row: z.object({
    value: z.string(),
    t: z.string(),
    entry: z.string(),
    exit: z.string(),
    part: z.enum(['t', 'entry', 'exit']),
    sessions: count,
    customers: count,
    took_median: z.coerce.number(),
    events: z.coerce.number(),
    bounces: count,
  }),
  read: (rows, { analysis, days }, reading) => {
    const { interval = 'day', topN = 20 } = analysis
    const periods: ResultRow[] = []
    const edges = { entry: [] as ResultRow[], exit: [] as ResultRow[] }
    for (const value of new Set(['', ...rows.map((row) => row.value)])) {
      const series = reading.series(value)
      const own = rows.filter((row) => row.value === value)
      for (const t of bucketsOf(interval, days)) {
        const row = own.find((one) => one.part === 't' && one.t === t)
        const { sessions = 0, customers = 0, bounces = 0 } = row ?? {}
        periods.push({
          series,
          values: {
            t,
            sessions,
            customers,
            perCustomer: customers === 0 ? null : sessions / customers,
            duration: row?.took_median ?? null,
            events: row?.events ?? null,
            bounces,
            bounceRate: sessions === 0 ? null : bounces / sessions,
          },
          cells: { customers: reading.cell(value, 't', t) },
        })
      }
      for (const part of ['entry', 'exit'] as const)
        own
          .filter((row) => row.part === part)
          .toSorted((a, b) => b.sessions - a.sessions || (a[part] < b[part] ? -1 : 1))
          .slice(0, topN)
          .forEach(({ sessions, customers, ...row }) =>
            edges[part].push({
              series,
              values: { event: row[part], sessions, customers },
              cells: { customers: reading.cell(value, part, row[part]) },
            }),
          )
    }
    const sessions = columnOf('sessions', { 'zh-CN': '会话数', en: 'Sessions' }, 'count')
    const event = columnOf('event', { 'zh-CN': '事件', en: 'Event' }, 'text')
    return [
      {
        key: 'periods',
        columns: [
          timeColumn,
          sessions,
          customersColumn,
          columnOf('perCustomer', { 'zh-CN': '人均会话', en: 'Per customer' }, 'number'),
          columnOf('duration', { 'zh-CN': '时长（中位数）', en: 'Duration (median)' }, 'milliseconds'),
          columnOf('events', { 'zh-CN': '平均事件数', en: 'Events (mean)' }, 'number'),
          columnOf('bounces', { 'zh-CN': '跳出', en: 'Bounces' }, 'count'),
          columnOf('bounceRate', { 'zh-CN': '跳出率', en: 'Bounce rate' }, 'share'),
        ],
        rows: periods,
      },
      { key: 'entries', columns: [event, sessions, customersColumn], rows: edges.entry },
      { key: 'exits', columns: [event, sessions, customersColumn], rows: edges.exit },
    ]
  },
  cell: z.tuple([z.string(), z.enum(['t', 'entry', 'exit']), z.string().max(200)]),
  membersSql: (question, [value, part, of]) =>
    `SELECT DISTINCT who AS customer FROM ${sessionsSql(question)} WHERE value = ${sqlText(value)} AND ${part} = ${sqlText(of)}`,
  splitEvents: () => null,
})
