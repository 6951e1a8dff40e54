import { z } from 'zod'
import { sqlText } from '../../../understand/rules/index.ts'
import type { Column, ResultRow } from '../result-schema.ts'
import { count, defineAnalysisType } from './analysis-type.ts'
import { end, flowsSql } from './path-flows.ts'

const counts: Column[] = [
  { key: 'paths', name: { 'zh-CN': '路径数', en: 'Paths' }, unit: 'count' },
  { key: 'customers', name: { 'zh-CN': '客户数', en: 'Customers' }, unit: 'customers' },
]
const stepColumn: Column = { key: 'step', name: { 'zh-CN': '步', en: 'Step' }, unit: 'number' }
const nodeColumns: Column[] = [
  stepColumn,
  { key: 'event', name: { 'zh-CN': '事件', en: 'Event' }, unit: 'text' },
  ...counts,
]
const linkColumns: Column[] = [
  stepColumn,
  { key: 'from', name: { 'zh-CN': '从', en: 'From' }, unit: 'text' },
  { key: 'to', name: { 'zh-CN': '到', en: 'To' }, unit: 'text' },
  ...counts,
]

/**
 * What customers do after an event, or before it, within one session.
 *
 * A session is a stretch of a customer's events without a longer pause than `sessionGapMinutes` (of the events that are
 * looked at). Each session with the anchor is one path: forward from its first anchor, backward from its last, up to
 * `depth` events further; an event repeated in a row counts once (`collapse`). Events of one instant stand in the
 * alphabetical order of their names. At each step the `topN` most frequent events are shown, the others are `$rest`;
 * `$end` = the session has no more (backward: began).
 *
 * Tables: `nodes` (step, event, paths, customers; step 0 is the anchor), `links` (from step − 1 to step; with `$end`).
 */
export const pathType = defineAnalysisType({
  type: 'path',
  check: ({ only, without }) =>
    only && without ? [{ path: '/without', message: 'stands beside only: use one of them' }] : [],
  sql: (
    question,
  ) => `SELECT value, step, a, b, grouping(a) AS node, sum(paths) AS ways, groupBitmapMerge(users) AS customers
FROM (${flowsSql(question)}) GROUP BY GROUPING SETS ((value, step, a, b), (value, step, b))`,
  row: z.object({
    value: z.string(),
    step: count,
    a: z.string(),
    b: z.string(),
    node: count,
    ways: count,
    customers: count,
  }),
  read: (rows, _question, reading) => {
    const nodes: ResultRow[] = []
    const links: ResultRow[] = []
    const sorted = rows.toSorted(
      (x, y) => x.step - y.step || y.ways - x.ways || (x.a + x.b < y.a + y.b ? -1 : 1),
    )
    for (const { value, step, a, b, node, ways, customers } of sorted) {
      const series = reading.series(value)
      const values = { step, paths: ways, customers }
      if (node === 1) {
        if (b !== end)
          nodes.push({
            series,
            values: { ...values, event: b },
            cells: { customers: reading.cell(value, 'node', step, b) },
          })
      } else if (step > 0)
        links.push({
          series,
          values: { ...values, from: a, to: b },
          cells: { customers: reading.cell(value, 'link', step, a, b) },
        })
    }
    return [
      { key: 'nodes', columns: nodeColumns, rows: nodes },
      { key: 'links', columns: linkColumns, rows: links },
    ]
  },
  cell: z.union([
    z.tuple([z.string(), z.literal('node'), z.number().int(), z.string()]),
    z.tuple([z.string(), z.literal('link'), z.number().int(), z.string(), z.string()]),
  ]),
  membersSql: (question, [value, kind, step, name, to = '']) => {
    const where = kind === 'node' ? `b = ${sqlText(name)}` : `a = ${sqlText(name)} AND b = ${sqlText(to)}`
    return `SELECT arrayJoin(bitmapToArray(groupBitmapMergeState(users))) AS customer
FROM (${flowsSql(question)}) WHERE value = ${sqlText(value)} AND step = ${step} AND ${where}`
  },
  splitEvents: () => null,
})
