import { z } from 'zod'
import { benjaminiHochberg, compareProportions } from '../../effects/index.ts'
import type { ResultRow } from '../result-schema.ts'
import { count, defineAnalysisType } from './analysis-type.ts'
import { columnOf } from './columns.ts'
import { countedFactsSql, factCustomersSql } from './drop-off-facts.ts'
import { stepProblems } from './funnel.ts'

const row = z.object({
  value: z.string(),
  kind: z.string(),
  factor: z.string(),
  fact: z.string(),
  left_behind: count,
  went_on: count,
})
type Row = z.output<typeof row>

/** The strongest are shown; all of them are counted when their p values are adjusted. */
const mostShown = 100
/** Fewer customers expected in a field than this, and the test would say more than it knows (Cochran 1954). */
const fewestExpected = 5

interface Sides {
  readonly gone: number
  readonly on: number
}

/** Enough customers with it and without it on both sides to tell. Does not depend on how it is spread over the sides. */
function isTestable({ left_behind: a, went_on: b }: Row, { gone, on }: Sides): boolean {
  const all = gone + on
  return (Math.min(a + b, all - a - b) * Math.min(gone, on)) / all >= fewestExpected
}

function strengthOf({ left_behind, went_on }: Row, { gone, on }: Sides): { z: number; p: number } {
  const compared = compareProportions(
    { successes: left_behind, trials: gone },
    { successes: went_on, trials: on },
  )
  return { z: compared?.statistic ?? 0, p: compared?.p ?? 1 }
}

/**
 * What tells customers who left a funnel after a step from those who went on: what they did after the step (until the
 * next one, or for a time), the channel and the properties of the step's event, their attributes and tags. Of properties,
 * attributes and tags those with few values.
 *
 * Each is tested by two proportions: the share of those who left for whom it is so against that of those who went on (z
 * test with the pooled proportion), the p values adjusted by Benjamini and Hochberg over everything that was tested.
 * What fewer than 5 customers are expected for in a field of the table of four is not tested. An association, no cause;
 * those who went on are seen for a shorter time after the step.
 *
 * Tables: `reasons` (the strongest first), `summary` (who left and who went on; how much was tested).
 */
export const dropOffType = defineAnalysisType({
  type: 'drop_off',
  check: (analysis) => [
    ...stepProblems(analysis),
    ...(analysis.order === 'any'
      ? [{ path: '/order', message: 'has no step after which somebody leaves: choose ordered or strict' }]
      : []),
    ...(analysis.after < analysis.steps.length - 1
      ? []
      : [
          {
            path: '/after',
            message: `must be a step before the last: 0 to ${analysis.steps.length - 2}`,
          },
        ]),
  ],
  sql: (question) => countedFactsSql(question),
  row,
  read: (rows, _question, reading) => {
    const reasons: ResultRow[] = []
    const summary: ResultRow[] = []
    for (const value of new Set(['', ...rows.map((one) => one.value)])) {
      const series = reading.series(value)
      const own = rows.filter((one) => one.value === value)
      const all = own.find(({ kind }) => kind === 'all')
      const sides = { gone: all?.left_behind ?? 0, on: all?.went_on ?? 0 }
      const tested = own.filter((one) => one.kind !== 'all' && isTestable(one, sides))
      const strengths = tested.map((one) => strengthOf(one, sides))
      const adjusted = benjaminiHochberg(strengths.map(({ p }) => p))
      const ranked = tested
        .map((one, i) => ({ ...one, ...(strengths[i] ?? { z: 0, p: 1 }), adjusted: adjusted[i] ?? 1 }))
        .toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z) || (a.fact < b.fact ? -1 : 1))
      const overall = sides.gone / (sides.gone + sides.on)
      for (const { kind, factor, fact, left_behind: gone, went_on: on, ...found } of ranked.slice(
        0,
        mostShown,
      ))
        reasons.push({
          series,
          values: {
            kind: `$${kind}`,
            factor,
            fact,
            gone,
            on,
            goneShare: gone / sides.gone,
            onShare: on / sides.on,
            dropRate: gone / (gone + on),
            lift: gone / (gone + on) / overall,
            z: found.z,
            p: found.p,
            adjusted: found.adjusted,
          },
          cells: {
            gone: reading.cell(value, 'gone', kind, factor, fact),
            on: reading.cell(value, 'on', kind, factor, fact),
          },
        })
      summary.push({
        series,
        values: {
          reached: sides.gone + sides.on,
          gone: sides.gone,
          on: sides.on,
          dropRate: sides.gone + sides.on === 0 ? null : overall,
          tested: tested.length,
          telling: adjusted.filter((p) => p < 0.05).length,
        },
        cells: {
          reached: reading.cell(value, 'both', 'all', '', 'all'),
          gone: reading.cell(value, 'gone', 'all', '', 'all'),
          on: reading.cell(value, 'on', 'all', '', 'all'),
        },
      })
    }
    const goneColumn = columnOf('gone', { 'zh-CN': '流失客户', en: 'Left' }, 'customers')
    const onColumn = columnOf('on', { 'zh-CN': '继续客户', en: 'Went on' }, 'customers')
    const rateColumn = columnOf('dropRate', { 'zh-CN': '流失率', en: 'Drop-off rate' }, 'share')
    return [
      {
        key: 'reasons',
        columns: [
          columnOf('kind', { 'zh-CN': '类别', en: 'Kind' }, 'text'),
          columnOf('factor', { 'zh-CN': '因素', en: 'Factor' }, 'text'),
          columnOf('fact', { 'zh-CN': '取值', en: 'Value' }, 'text'),
          goneColumn,
          onColumn,
          columnOf('goneShare', { 'zh-CN': '占流失', en: 'Of those who left' }, 'share'),
          columnOf('onShare', { 'zh-CN': '占继续', en: 'Of those who went on' }, 'share'),
          rateColumn,
          columnOf('lift', { 'zh-CN': '相对整体流失率', en: 'Against all' }, 'number'),
          columnOf('z', { 'zh-CN': 'z 值', en: 'z' }, 'number'),
          columnOf('p', { 'zh-CN': 'p 值', en: 'p' }, 'probability'),
          columnOf('adjusted', { 'zh-CN': '校正 p 值', en: 'Adjusted p' }, 'probability'),
        ],
        rows: reasons,
      },
      {
        key: 'summary',
        columns: [
          columnOf('reached', { 'zh-CN': '到达该步', en: 'Took the step' }, 'customers'),
          goneColumn,
          onColumn,
          rateColumn,
          columnOf('tested', { 'zh-CN': '检验数', en: 'Tested' }, 'number'),
          columnOf('telling', { 'zh-CN': '显著数', en: 'Significant' }, 'number'),
        ],
        rows: summary,
      },
    ]
  },
  cell: z.tuple([z.string(), z.literal(['gone', 'on', 'both']), z.string(), z.string(), z.string()]),
  membersSql: (question, cell) => factCustomersSql(question, cell),
  splitEvents: ({ steps }) => steps.slice(0, 1),
})
