import { z } from 'zod'
import { sqlText } from '../../../understand/rules/index.ts'
import { readSql, who } from '../events-sql.ts'
import type { Question } from '../question.ts'
import type { AnalysisOf } from '../schema.ts'
import { ownSql, spread } from '../split.ts'
import { count, defineAnalysisType } from './analysis-type.ts'
import { columnOf, customersColumn } from './columns.ts'

function rowsSql(question: Question<AnalysisOf<'heat'>>): string {
  const zone = sqlText(question.timezone)
  const rows = `SELECT ${who} AS who, toDayOfWeek(at, 0, ${zone}) AS weekday, toHour(at, ${zone}) AS hour${ownSql(question.split)}
FROM event WHERE ${readSql(question, [question.analysis.event])}`
  return spread(rows, question.split)
}

/**
 * When things are done: events and customers by weekday (1 = Monday) and hour of the business time zone.
 *
 * Table `hours`: 168 rows a series: weekday, hour, events, customers (null unless `measure` is users).
 */
export const heatType = defineAnalysisType({
  type: 'heat',
  sql: (question) =>
    `SELECT value, weekday, hour, count() AS events, ${question.analysis.measure === 'users' ? 'groupBitmap(who)' : '0'} AS customers
FROM ${rowsSql(question)} GROUP BY value, weekday, hour`,
  row: z.object({ value: z.string(), weekday: count, hour: count, events: count, customers: count }),
  read: (rows, { analysis }, reading) => {
    const found = new Map(rows.map((row) => [`${row.value} ${row.weekday} ${row.hour}`, row]))
    const values = [...new Set(['', ...rows.map(({ value }) => value)])]
    const users = analysis.measure === 'users'
    return [
      {
        key: 'hours',
        columns: [
          columnOf('weekday', { 'zh-CN': '星期', en: 'Weekday' }, 'number'),
          columnOf('hour', { 'zh-CN': '小时', en: 'Hour' }, 'number'),
          columnOf('events', { 'zh-CN': '次数', en: 'Events' }, 'count'),
          customersColumn,
        ],
        rows: values.flatMap((value) =>
          Array.from({ length: 168 }, (_, i) => {
            const weekday = 1 + Math.floor(i / 24)
            const hour = i % 24
            const row = found.get(`${value} ${weekday} ${hour}`)
            const cell = reading.cell(value, weekday, hour)
            return {
              series: reading.series(value),
              values: {
                weekday,
                hour,
                events: row?.events ?? 0,
                customers: users ? (row?.customers ?? 0) : null,
              },
              cells: { events: cell, ...(users ? { customers: cell } : {}) },
            }
          }),
        ),
      },
    ]
  },
  cell: z.tuple([z.string(), z.number().int().min(1).max(7), z.number().int().min(0).max(23)]),
  membersSql: (question, [value, weekday, hour]) =>
    `SELECT DISTINCT who AS customer FROM ${rowsSql(question)} WHERE value = ${sqlText(value)} AND weekday = ${weekday} AND hour = ${hour}`,
  splitEvents: ({ event }) => [event],
})
