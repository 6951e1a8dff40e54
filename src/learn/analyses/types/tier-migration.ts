import { z } from 'zod'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { sqlText } from '../../../understand/rules/index.ts'
import { addDays } from '../../../platform/calendar-day.ts'
import type { Question } from '../question.ts'
import type { ResultRow } from '../result-schema.ts'
import type { AnalysisOf } from '../schema.ts'
import { binLabels, binnedSql, spread } from '../split.ts'
import { count, defineAnalysisType } from './analysis-type.ts'
import { balancesSql } from './balances-sql.ts'
import { columnOf, customersColumn } from './columns.ts'

type Tiers = AnalysisOf<'tier_migration'>

/** No balance at that time. */
const nothing = '$none'

/** `who, value, opening, closing, before, after`: tiers and amounts of everybody with a balance at one of the ends. */
function movesSql(question: Question<Tiers>): string {
  const { analysis, days } = question
  const opening = addDays(days.from, -1)
  const rows = `SELECT who, sumIf(amount, day = ${literal(opening, 'Date32')}) AS opening, sumIf(amount, day = ${literal(days.to, 'Date32')}) AS closing,
  countIf(day = ${literal(opening, 'Date32')}) AS had, countIf(day = ${literal(days.to, 'Date32')}) AS has_now
FROM (${balancesSql(question, [opening, days.to])}) GROUP BY who`
  const tier = (amount: string, there: string): string =>
    `if(${there} = 0, '${nothing}', ${binnedSql(`toFloat64(${amount})`, analysis.tiers)})`
  return spread(
    `SELECT who, opening, closing, ${tier('opening', 'had')} AS before, ${tier('closing', 'has_now')} AS after FROM (${rows})`,
    question.split,
  )
}

const moveRow = z.object({
  value: z.string(),
  before: z.string(),
  after: z.string(),
  customers: count,
  opening_sum: z.coerce.number(),
  closing_sum: z.coerce.number(),
})
type Row = z.output<typeof moveRow>

function people({ customers }: Row): number {
  return customers
}

/**
 * How customers moved between tiers of AUM from the end of the day before the range to the end of its last day. `$none` =
 * no balance then: new or lost customers.
 *
 * Tables: `moves` (from, to, customers, opening and closing AUM, change – the changes add up to the change of all),
 * `tiers` (customers and AUM of each tier at both ends, who came up, down, in and out).
 */
export const tierMigrationType = defineAnalysisType({
  type: 'tier_migration',
  sql: (question) =>
    `SELECT value, before, after, count() AS customers, toFloat64(sum(opening)) AS opening_sum, toFloat64(sum(closing)) AS closing_sum
FROM ${movesSql(question)} GROUP BY value, before, after`,
  row: moveRow,
  read: (rows, { analysis }, reading) => {
    const tiers = [nothing, ...binLabels(analysis.tiers)]
    const at = (name: string): number => tiers.indexOf(name)
    const moves: ResultRow[] = []
    const standing: ResultRow[] = []
    for (const value of new Set(['', ...rows.map((row) => row.value)])) {
      const series = reading.series(value)
      const own = rows.filter((row) => row.value === value)
      const sum = (keep: (row: Row) => boolean, of: (row: Row) => number): number =>
        own.filter(keep).reduce((total, row) => total + of(row), 0)
      for (const from of tiers)
        for (const to of tiers) {
          if (from === nothing && to === nothing) continue
          const row = own.find(({ before, after }) => before === from && after === to)
          const { customers = 0, opening_sum: opening = 0, closing_sum: closing = 0 } = row ?? {}
          moves.push({
            series,
            values: { from, to, customers, opening, closing, change: closing - opening },
            cells: { customers: reading.cell(value, 'move', from, to) },
          })
        }
      tiers.slice(1).forEach((tier, i) => {
        standing.push({
          series,
          values: {
            tier,
            openingCustomers: sum(({ before }) => before === tier, people),
            closingCustomers: sum(({ after }) => after === tier, people),
            openingAum: sum(
              ({ before }) => before === tier,
              (row) => row.opening_sum,
            ),
            closingAum: sum(
              ({ after }) => after === tier,
              (row) => row.closing_sum,
            ),
            up: sum(({ before, after }) => before === tier && at(after) > i + 1, people),
            down: sum(({ before, after }) => before === tier && at(after) < i + 1, people),
          },
          cells: {
            openingCustomers: reading.cell(value, 'opening', tier, ''),
            closingCustomers: reading.cell(value, 'closing', tier, ''),
          },
        })
      })
    }
    return [
      {
        key: 'moves',
        columns: [
          columnOf('from', { 'zh-CN': '期初层级', en: 'From' }, 'text'),
          columnOf('to', { 'zh-CN': '期末层级', en: 'To' }, 'text'),
          customersColumn,
          columnOf('opening', { 'zh-CN': '期初 AUM', en: 'Opening AUM' }, 'money'),
          columnOf('closing', { 'zh-CN': '期末 AUM', en: 'Closing AUM' }, 'money'),
          columnOf('change', { 'zh-CN': '变动', en: 'Change' }, 'money'),
        ],
        rows: moves,
      },
      {
        key: 'tiers',
        columns: [
          columnOf('tier', { 'zh-CN': '层级', en: 'Tier' }, 'text'),
          columnOf('openingCustomers', { 'zh-CN': '期初客户', en: 'Customers before' }, 'customers'),
          columnOf('closingCustomers', { 'zh-CN': '期末客户', en: 'Customers after' }, 'customers'),
          columnOf('openingAum', { 'zh-CN': '期初 AUM', en: 'AUM before' }, 'money'),
          columnOf('closingAum', { 'zh-CN': '期末 AUM', en: 'AUM after' }, 'money'),
          columnOf('up', { 'zh-CN': '升级', en: 'Up' }, 'count'),
          columnOf('down', { 'zh-CN': '降级', en: 'Down or left' }, 'count'),
        ],
        rows: standing,
      },
    ]
  },
  cell: z.tuple([z.string(), z.enum(['move', 'opening', 'closing']), z.string(), z.string()]),
  membersSql: (question, [value, kind, tier, to]) => {
    const condition =
      kind === 'move'
        ? `before = ${sqlText(tier)} AND after = ${sqlText(to)}`
        : `${kind === 'opening' ? 'before' : 'after'} = ${sqlText(tier)}`
    return `SELECT who AS customer FROM ${movesSql(question)} WHERE value = ${sqlText(value)} AND ${condition}`
  },
  splitEvents: () => null,
})
