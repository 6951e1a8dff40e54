import {
  array,
  boolean,
  constant,
  constantFrom,
  integer,
  oneof,
  option,
  record,
  type Arbitrary,
} from 'fast-check'
import { type Analysis, analysis } from '../schema.ts'
import { formulas } from './naive-trend.ts'

const where = constantFrom(
  [],
  [{ property: 'page', op: 'is_set' as const }],
  [{ property: 'page', op: 'eq' as const, value: 'home' }],
)
const named = record({ event: constantFrom('a', 'b', 'c', 'nothing'), where })
const anything = oneof({ weight: 1, arbitrary: constant({}) }, { weight: 4, arbitrary: named })
const unit = constantFrom('day' as const, 'week' as const, 'month' as const)
const edges = constantFrom([2], [2, 3, 5], [-1, 0, 7.5, 50])
const property = constantFrom('amount', 'city', 'nothing')

const measures = oneof(
  { weight: 3, arbitrary: record({ of: constantFrom('count', 'users', 'per_user') }) },
  {
    weight: 3,
    arbitrary: record({ of: constantFrom('sum', 'avg', 'min', 'max', 'median', 'distinct'), property }),
  },
  {
    weight: 1,
    arbitrary: record({ of: constant('percentile'), property, percentile: constantFrom(0, 33.3, 90, 100) }),
  },
)
const rolling = record({ of: constantFrom('rolling_users', 'stickiness'), days: constantFrom(2, 7, 30) })
const seriesOf = (measure: Arbitrary<unknown>) =>
  array(
    record({ measure, filter: anything }).map(({ filter, ...one }) => ({ ...one, ...filter })),
    { minLength: 2, maxLength: 3 },
  )
const more = {
  formulas: option(
    array(
      constantFrom(...Object.keys(formulas)).map((expression) => ({ expression })),
      { maxLength: 2 },
    ),
    { nil: undefined },
  ),
  movingAverage: option(constantFrom(2, 5), { nil: undefined }),
  cumulative: option(boolean(), { nil: undefined }),
}

/** Random questions of each type that has a naive evaluator for one value and period at a time. */
const types = {
  trend: oneof(
    record({
      series: seriesOf(measures),
      interval: constantFrom('hour', 'day', 'week', 'month', 'total'),
      ...more,
    }),
    record({ series: seriesOf(oneof(measures, rolling)), interval: constant('day'), ...more }),
  ),
  lifecycle: record({ event: anything, unit }),
  distribution: record({
    event: anything,
    measure: oneof(
      record({ of: constantFrom('count', 'days', 'hours') }),
      record({ of: constantFrom('sum', 'avg', 'min', 'max', 'distinct'), property }),
    ),
    bins: edges,
  }),
  frequency: record({
    event: anything,
    times: constantFrom('count', 'days'),
    unit,
    bins: constantFrom([2], [2, 3]),
  }),
  sessions: record({
    event: anything,
    gapMinutes: constantFrom(1, 360, 1440),
    interval: unit,
    topN: constantFrom(1, 2, 20),
  }),
  interval: record({
    first: named,
    second: named,
    windowSeconds: constantFrom(60, 21_600, 86_400, 4_000_000),
    unit,
    holdConstant: option(constant({ by: 'property', property: 'order' }), { nil: undefined }),
  }),
  heat: record({ event: anything, measure: constantFrom('count', 'users') }),
  aum: record({ interval: unit }),
  tier_migration: record({ tiers: constantFrom([5000], [1000, 10_000, 15_000]) }),
} as const
export type NaiveType = keyof typeof types
export const naiveTypes = Object.keys(types) as NaiveType[]
const ofEvents: ReadonlySet<string> = new Set(['trend', 'distribution', 'frequency', 'heat'])

const day = (n: number): string => new Date(Date.UTC(2026, 8, 1 + n)).toISOString().slice(0, 10)

/** Days in September and October 2026, weeks and months cut in the middle among them. */
export const ranges = record({
  from: integer({ min: 0, max: 45 }),
  length: constantFrom(1, 2, 7, 20, 45),
}).map(({ from, length }) => {
  return { from: day(from), to: day(from + length - 1) }
})

const byCustomer = [
  { by: 'attribute', attribute: 'gender' },
  { by: 'attribute', attribute: 'gender', values: 1 },
  { by: 'organisation' },
] as const
const byEvent = [
  { by: 'property', property: 'page' },
  { by: 'property', property: 'city', values: 3 },
  { by: 'property', property: 'amount', bins: [0, 7] },
] as const

/** What every analysis may say beside its own. */
export const everyday = (splitsEvents: boolean) => ({
  range: ranges,
  who: constantFrom('customers', 'everybody'),
  where: option(where, { nil: undefined, freq: 3 }),
  population: option(
    constantFrom<unknown>(
      { attribute: 'gender', op: 'eq', value: 'female' },
      { attribute: 'gender', op: 'eq', value: 'nobody' },
    ),
    { nil: undefined, freq: 3 },
  ),
  breakdown: option(constantFrom<unknown>(...byCustomer, ...(splitsEvents ? byEvent : [])), {
    nil: undefined,
  }),
  compare: option(
    oneof(
      constant({ with: 'previous' }),
      ranges.map((range) => ({ with: 'range', range })),
    ),
    { nil: undefined },
  ),
})

function said(question: object): object {
  return Object.fromEntries(Object.entries(question).filter(([, value]) => value !== undefined))
}

/** Random questions of a type, all of them valid. */
export function randomQuestion(type: NaiveType): Arbitrary<Analysis> {
  return record({ of: types[type] as Arbitrary<object>, asked: record(everyday(ofEvents.has(type))) }).map(
    ({ of, asked }) => analysis.parse(said({ type, ...asked, ...of })),
  )
}

/** The question of a type that has no naive evaluator, asked about any days and people, split and compared. */
export function otherQuestion(base: Analysis): Arbitrary<Analysis> {
  return record(everyday(base.type === 'funnel')).map((asked) => {
    const { breakdown, compare, ...plain } = asked
    // Who left a funnel is compared with who went on: there is nothing to split.
    const whole = base.type === 'drop_off' ? plain : { ...plain, breakdown, compare }
    return analysis.parse(said({ ...base, ...whole }))
  })
}
