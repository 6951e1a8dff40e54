import { z } from 'zod'
import type { Column, ResultRow } from '../result-schema.ts'
import { attributionModels } from '../schema.ts'
import { count, defineAnalysisType } from './analysis-type.ts'
import { type Attribution, creditsSql, pathCustomersSql, touchesOf } from './attribution-paths.ts'
import { columnOf, customersColumn } from './columns.ts'
import { shapleyCredits } from './shapley.ts'

const credit = z.tuple([z.coerce.number(), z.coerce.number()])
const row = z.object({
  value: z.string(),
  kind: z.enum(['all', 'touched', 'untouched', 'set', 'channel']),
  name: z.string(),
  together: z.array(z.string()),
  paths: count,
  conversions: count,
  customers: count,
  reached: count,
  brought: z.coerce.number(),
  first: credit,
  last: credit,
  linear: credit,
  position: credit,
  time_decay: credit,
})
type Row = z.output<typeof row>

const modelNames = {
  first: { 'zh-CN': '首次触点', en: 'First contact' },
  last: { 'zh-CN': '末次触点', en: 'Last contact' },
  linear: { 'zh-CN': '线性', en: 'Linear' },
  position: { 'zh-CN': '位置加权', en: 'Position' },
  time_decay: { 'zh-CN': '时间衰减', en: 'Time decay' },
  shapley: { 'zh-CN': '沙普利值', en: 'Shapley' },
} as const
const conversionsColumn = columnOf('conversions', { 'zh-CN': '转化数', en: 'Conversions' }, 'count')
const convertedColumn = columnOf(
  'customers',
  { 'zh-CN': '转化客户数', en: 'Customers who converted' },
  'customers',
)
const pathsColumn = columnOf('paths', { 'zh-CN': '路径数', en: 'Paths' }, 'count')
const mostSets = 100

function creditColumns({ models = [...attributionModels], value }: Attribution): Column[] {
  return models.flatMap((model) => [
    columnOf(model, modelNames[model], 'credit'),
    ...(value === undefined
      ? []
      : [
          columnOf(
            `${model}_value`,
            {
              'zh-CN': `${modelNames[model]['zh-CN']}（金额）`,
              en: `${modelNames[model].en} (value)`,
            },
            'money',
          ),
        ]),
  ])
}

/** Credits of the channels by Shapley values: [of conversions, of what they brought in]. */
function sharedOut(sets: readonly Row[], channels: readonly string[]): Map<string, [number, number]> {
  const bit = (name: string): number => 2 ** channels.indexOf(name)
  const credits = shapleyCredits(
    sets
      .filter(({ together }) => together.length > 0)
      .map(({ together, paths, conversions, brought }) => ({
        channels: together.reduce((bits, name) => bits + bit(name), 0),
        paths,
        conversions,
        worth: brought,
      })),
  )
  return new Map(
    channels.map((name) => {
      const { conversions = 0, worth = 0 } = credits.get(bit(name)) ?? {}
      return [name, [conversions, worth]]
    }),
  )
}

/**
 * Which contacts came before conversions, and how the conversions are credited to them. Not causal: it says who was
 * there, not who would have converted without.
 *
 * A path is one conversion with the contacts of its customer within the window before it, both ends included; every
 * conversion of a customer is one, a contact may stand on several. Customers with a contact on the days asked and no
 * conversion on them are paths too, which ended without one. Contacts of one instant stand in the alphabetical order of
 * their channels.
 *
 * Models: `first` and `last` contact; `linear`: to each contact alike; `position`: so much to the first and the last, the
 * rest alike to those between; `time_decay`: half for each half-life that a contact is older; `shapley`: see shapley.ts.
 * The credits of every model add up to the conversions with a contact; conversions without stand apart.
 *
 * Tables: `credits` (a row a channel), `summary` (conversions with and without a contact), `sets` (channels that came
 * together).
 */
export const attributionType = defineAnalysisType({
  type: 'attribution',
  check: (analysis) => {
    const { conversion, position: { first = 0.4, last = 0.4 } = {}, touches } = analysis
    return [
      ...touchesOf(analysis).flatMap(({ event }, i) =>
        event === conversion.event
          ? [
              {
                path: touches === undefined ? '/conversion' : `/touches/${i}`,
                message: 'is the conversion itself and no contact before it: choose another event',
              },
            ]
          : [],
      ),
      ...(first + last > 1
        ? [{ path: '/position', message: 'first and last may not be more than 1 together' }]
        : []),
    ]
  },
  sql: (question) => creditsSql(question),
  row,
  read: (rows, { analysis }, reading) => {
    const { models = [...attributionModels] } = analysis
    const credits: ResultRow[] = []
    const summary: ResultRow[] = []
    const sets: ResultRow[] = []
    for (const value of new Set(['', ...rows.map((one) => one.value)])) {
      const series = reading.series(value)
      const of = (kind: Row['kind']): Row[] => rows.filter((one) => one.value === value && one.kind === kind)
      const channels = of('channel')
      const shapley = sharedOut(
        of('set'),
        channels.map(({ name }) => name),
      )
      for (const one of channels.toSorted((a, b) => b.linear[0] - a.linear[0] || (a.name < b.name ? -1 : 1)))
        credits.push({
          series,
          values: {
            channel: one.name,
            reached: one.reached,
            customers: one.customers,
            ...Object.fromEntries(
              models.flatMap((model) => {
                const [conversions, worth] =
                  model === 'shapley' ? (shapley.get(one.name) ?? [0, 0]) : one[model]
                return [
                  [model, conversions],
                  ...(analysis.value === undefined ? [] : [[`${model}_value`, worth]]),
                ]
              }),
            ),
          },
          cells: {
            reached: reading.cell(value, 'reached', one.name),
            customers: reading.cell(value, 'channel', one.name),
          },
        })
      const parts = { all: of('all')[0], touched: of('touched')[0], untouched: of('untouched')[0] }
      summary.push({
        series,
        values: {
          conversions: parts.all?.conversions ?? 0,
          customers: parts.all?.customers ?? 0,
          touched: parts.touched?.conversions ?? 0,
          touchedCustomers: parts.touched?.customers ?? 0,
          untouched: parts.untouched?.conversions ?? 0,
          untouchedCustomers: parts.untouched?.customers ?? 0,
          ...(analysis.value === undefined ? {} : { value: parts.all?.brought ?? 0 }),
        },
        cells: {
          customers: reading.cell(value, 'all'),
          touchedCustomers: reading.cell(value, 'touched'),
          untouchedCustomers: reading.cell(value, 'untouched'),
        },
      })
      const together = of('set')
        .filter((one) => one.together.length > 0)
        .toSorted((a, b) => b.conversions - a.conversions || b.paths - a.paths)
      for (const { together: names, paths, conversions, customers } of together.slice(0, mostSets))
        sets.push({
          series,
          values: { channels: names.join(' + '), paths, conversions, customers, rate: conversions / paths },
          cells: { customers: reading.cell(value, 'set', ...names) },
        })
    }
    return [
      {
        key: 'credits',
        columns: [
          columnOf('channel', { 'zh-CN': '触点', en: 'Contact' }, 'text'),
          columnOf('reached', { 'zh-CN': '触达客户数', en: 'Customers reached' }, 'customers'),
          convertedColumn,
          ...creditColumns(analysis),
        ],
        rows: credits,
      },
      {
        key: 'summary',
        columns: [
          conversionsColumn,
          convertedColumn,
          columnOf('touched', { 'zh-CN': '有触点的转化', en: 'With a contact' }, 'count'),
          { ...customersColumn, key: 'touchedCustomers' },
          columnOf('untouched', { 'zh-CN': '无触点的转化', en: 'Without a contact' }, 'count'),
          { ...customersColumn, key: 'untouchedCustomers' },
          ...(analysis.value === undefined
            ? []
            : [columnOf('value', { 'zh-CN': '转化金额', en: 'Value' }, 'money')]),
        ],
        rows: summary,
      },
      {
        key: 'sets',
        columns: [
          columnOf('channels', { 'zh-CN': '触点组合', en: 'Contacts together' }, 'text'),
          pathsColumn,
          conversionsColumn,
          convertedColumn,
          columnOf('rate', { 'zh-CN': '转化率', en: 'Conversion rate' }, 'share'),
        ],
        rows: sets,
      },
    ]
  },
  cell: z.union([
    z.tuple([z.string(), z.literal(['all', 'touched', 'untouched'])]),
    z.tuple([z.string(), z.literal(['reached', 'channel']), z.string()]),
    z.tuple([z.string(), z.literal('set')], z.string()),
  ]),
  membersSql: (question, [value, kind, ...channels]) => pathCustomersSql(question, value, kind, channels),
  splitEvents: () => null,
})
