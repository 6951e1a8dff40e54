import { z } from 'zod'
import type { ErrorDetail } from '../../../platform/errors.ts'
import { sqlText } from '../../../understand/rules/index.ts'
import type { Column, ResultRow } from '../result-schema.ts'
import type { AnalysisOf } from '../schema.ts'
import { count, defineAnalysisType } from './analysis-type.ts'
import { chainsSql } from './funnel-chains.ts'

type Funnel = AnalysisOf<'funnel'>

const minute = 60_000
const day = 1440 * minute
/** Upper ends of the bars of the time to convert. */
const edges = [1, 5, 15, 60, 240, 720]
  .map((minutes) => minutes * minute)
  .concat([1, 2, 3, 7, 14, 21, 30, 60, 90, 180, 366].map((days) => days * day))

function barsOf({ windowSeconds }: Funnel): { from: number; to: number }[] {
  const window = windowSeconds * 1000
  const inner = edges.filter((edge) => edge < window)
  return [...inner, window + 1].map((to, i) => ({ from: i === 0 ? 0 : (inner[i - 1] ?? 0), to }))
}

const row = z.object({
  value: z.string(),
  reached: z.array(count),
  since: z.array(z.coerce.number().nullable()),
  step: z.array(z.coerce.number().nullable()),
  bars: z.array(count),
})

const stepColumns: Column[] = [
  { key: 'step', name: { 'zh-CN': '步骤', en: 'Step' }, unit: 'text' },
  { key: 'customers', name: { 'zh-CN': '客户数', en: 'Customers' }, unit: 'customers' },
  { key: 'dropped', name: { 'zh-CN': '流失', en: 'Dropped' }, unit: 'customers' },
  { key: 'conversion', name: { 'zh-CN': '总转化率', en: 'Of the first step' }, unit: 'share' },
  { key: 'stepConversion', name: { 'zh-CN': '步骤转化率', en: 'Of the step before' }, unit: 'share' },
  {
    key: 'since',
    name: { 'zh-CN': '距第一步（中位数）', en: 'Since the first step (median)' },
    unit: 'milliseconds',
  },
  {
    key: 'stepTime',
    name: { 'zh-CN': '距上一步（中位数）', en: 'Since the step before (median)' },
    unit: 'milliseconds',
  },
]
const barColumns: Column[] = [
  { key: 'from', name: { 'zh-CN': '转化时间从', en: 'Took from' }, unit: 'milliseconds' },
  { key: 'to', name: { 'zh-CN': '至', en: 'Up to' }, unit: 'milliseconds' },
  { key: 'customers', name: { 'zh-CN': '客户数', en: 'Customers' }, unit: 'customers' },
]

function median(value: string, n: number): string {
  return `quantileExactInclusiveIf(0.5)(${value}, level >= ${n})`
}

/** What of the steps and exclusions cannot be. */
export function stepProblems({
  steps,
  exclusions = [],
  order,
}: Pick<Funnel, 'steps' | 'exclusions' | 'order'>): ErrorDetail[] {
  return [
    ...(order === 'any' && exclusions.length > 0
      ? [{ path: '/exclusions', message: 'need an order of steps: remove them, or choose ordered or strict' }]
      : []),
    ...exclusions.flatMap(({ after = 0, before = steps.length - 1 }, i) =>
      after < before && before < steps.length
        ? []
        : [
            {
              path: `/exclusions/${i}`,
              message: `must lie between two of the ${steps.length} steps: after < before < ${steps.length}`,
            },
          ],
    ),
  ]
}

/**
 * How many customers take steps one after the other.
 *
 * A chain is one event for each step up to some step, all within the window counted from its first event (its end
 * included). Every event of the first step may begin a chain, whatever came before it; a customer counts for a step
 * when any chain of theirs reaches it, once.
 * - `ordered`: each event comes after the one before it or at the same instant; at a later one where an earlier step
 *   means the same event, so that one event is never two steps.
 * - `strict`: and between two steps nothing else was done at any instant in between.
 * - `any`: the steps in any order; level n = n different steps within one window. An event that two steps mean is both.
 * - An exclusion ends the chains that have passed its step `after` and not yet `before`; at the very instant of `after`
 *   it does no harm yet, at that of `before` it does.
 * - `holdConstant`: chains are looked for among events of one value; of a customer's values the one that gets furthest
 *   counts, of equals the quickest.
 * - By property or channel, a chain has the value of its first event: a customer counts for every value a chain has.
 *
 * Times are those of one chain of each customer: the one that gets furthest; of these that which gets there first, then
 * with the latest first step, and counted backwards from the end the latest steps between. In any order: from the
 * earliest step of the window in which so many steps were done for the first time.
 *
 * Tables: `steps` (a row a step), `times` (customers who took all steps, by how long it took).
 */
export const funnelType = defineAnalysisType({
  type: 'funnel',
  check: stepProblems,
  sql: (question) => {
    const { analysis } = question
    const numbers = analysis.steps.map((_, i) => i + 1)
    const ordered = analysis.order !== 'any'
    const last = numbers.length
    const { times = true } = analysis
    const since = numbers.map((n) => median(`took[${n}]`, n))
    const step = numbers.map((n) => (ordered && n > 1 ? median(`took[${n}] - took[${n - 1}]`, n) : 'nan'))
    const bars = barsOf(analysis).map(
      ({ from, to }) => `countIf(level = ${last} AND took[${last}] >= ${from} AND took[${last}] < ${to})`,
    )
    return `SELECT value,
  [${numbers.map((n) => `countIf(level >= ${n})`).join(', ')}] AS reached,
  [${times ? since.join(', ') : 'nan'}] AS since,
  [${times ? step.join(', ') : 'nan'}] AS step,
  [${times ? bars.join(', ') : '0'}] AS bars
FROM (${chainsSql(question, times)})
GROUP BY value`
  },
  row,
  read: (rows, { analysis }, reading) => {
    const steps: ResultRow[] = []
    const times: ResultRow[] = []
    const bars = analysis.times === false ? [] : barsOf(analysis)
    const nobody = { value: '', reached: [], since: [], step: [], bars: [] }
    const found = rows.some(({ value }) => value === '') ? rows : [nobody, ...rows]
    for (const { value, reached, since, step, bars: counts } of found) {
      const series = reading.series(value)
      const [first = 0] = reached
      analysis.steps.forEach(({ event, name }, i) => {
        const customers = reached[i] ?? 0
        const before = i === 0 ? customers : (reached[i - 1] ?? 0)
        steps.push({
          series,
          values: {
            step: name ?? event,
            customers,
            dropped: before - customers,
            conversion: first === 0 ? null : customers / first,
            stepConversion: before === 0 ? null : customers / before,
            since: i === 0 ? null : (since[i] ?? null),
            stepTime: i === 0 ? null : (step[i] ?? null),
          },
          cells: {
            customers: reading.cell(value, 'reached', i + 1),
            ...(i === 0 ? {} : { dropped: reading.cell(value, 'dropped', i) }),
          },
        })
      })
      bars.forEach((bar, i) =>
        times.push({
          series,
          values: { ...bar, customers: counts[i] ?? 0 },
          cells: { customers: reading.cell(value, 'time', bar.from, bar.to) },
        }),
      )
    }
    return [
      { key: 'steps', columns: stepColumns, rows: steps },
      { key: 'times', columns: barColumns, rows: times },
    ]
  },
  cell: z.union([
    z.tuple([z.string(), z.literal(['reached', 'dropped']), z.number().int()]),
    z.tuple([z.string(), z.literal('time'), z.number().int(), z.number().int()]),
  ]),
  membersSql: (question, [value, kind, n, to = 0]) => {
    const { length } = question.analysis.steps
    const condition =
      kind === 'reached'
        ? `level >= ${n}`
        : kind === 'dropped'
          ? `level = ${n}`
          : `level = ${length} AND took[${length}] >= ${n} AND took[${length}] < ${to}`
    return `SELECT DISTINCT who AS customer FROM (${chainsSql(question, kind === 'time')}) WHERE value = ${sqlText(value)} AND ${condition}`
  },
  splitEvents: ({ steps }) => steps.slice(0, 1),
})
