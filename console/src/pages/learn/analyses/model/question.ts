import * as z from 'zod/mini'
import { propertyCondition } from '../../../understand/rule-builder/model/leaf.ts'

/**
 * Questions as the page holds them: those of the API, in which what has not been chosen yet is '' or an empty list.
 * Whether a complete one is right, only the server says.
 */
const text = z.string()
const count = z.number()
const where = z.optional(z.array(propertyCondition))

const eventFilter = z.strictObject({ event: z.optional(text), where })
export type EventFilter = z.infer<typeof eventFilter>
const namedEvent = z.strictObject({ event: text, where })
const step = z.strictObject({ event: text, where, name: z.optional(text) })

const range = z.union([
  z.strictObject({ from: text, to: text }),
  z.strictObject({ lastDays: count, endDaysAgo: z.optional(count) }),
])
export type Range = z.infer<typeof range>

const bins = z.optional(z.array(count))
const values = z.optional(count)
const breakdown = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('property'), property: text, bins, values }),
  z.strictObject({ by: z.literal('channel'), values }),
  z.strictObject({ by: z.literal('tag'), tag: text, bins, values }),
  z.strictObject({ by: z.literal('attribute'), attribute: text, values }),
  z.strictObject({ by: z.literal('segment'), segments: z.array(text) }),
  z.strictObject({
    by: z.literal('organisation'),
    level: z.optional(z.enum(['branch', 'sub_branch'])),
    values,
  }),
])
export type Breakdown = z.infer<typeof breakdown>

const compare = z.discriminatedUnion('with', [
  z.strictObject({ with: z.literal('previous') }),
  z.strictObject({ with: z.literal('range'), range }),
  z.strictObject({ with: z.literal('segment'), segment: text }),
])
export type Compare = z.infer<typeof compare>

const asked = {
  range,
  who: z.optional(z.enum(['customers', 'everybody'])),
  population: z.optional(z.record(text, z.unknown())),
  where,
  breakdown: z.optional(breakdown),
  compare: z.optional(compare),
  sample: z.optional(count),
}

const holdConstant = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('property'), property: text }),
  z.strictObject({ by: z.literal('session') }),
])
export type HoldConstant = z.infer<typeof holdConstant>

export const plainMeasures = ['count', 'users', 'per_user'] as const
export const propertyMeasures = ['sum', 'avg', 'min', 'max', 'median', 'distinct'] as const
const measure = z.discriminatedUnion('of', [
  z.strictObject({ of: z.enum(plainMeasures) }),
  z.strictObject({ of: z.enum(propertyMeasures), property: text }),
  z.strictObject({ of: z.literal('percentile'), property: text, percentile: count }),
  z.strictObject({ of: z.enum(['rolling_users', 'stickiness']), days: count }),
])
export type Measure = z.infer<typeof measure>
const series = z.strictObject({ event: z.optional(text), where, measure, name: z.optional(text) })
export type TrendSeries = z.infer<typeof series>

export const intervals = ['hour', 'day', 'week', 'month', 'total'] as const
export const units = ['day', 'week', 'month'] as const

const trend = z.strictObject({
  type: z.literal('trend'),
  ...asked,
  series: z.array(series),
  formulas: z.optional(z.array(z.strictObject({ expression: text, name: z.optional(text) }))),
  interval: z.enum(intervals),
  movingAverage: z.optional(count),
  cumulative: z.optional(z.boolean()),
})
const steps = {
  steps: z.array(step),
  order: z.optional(z.enum(['ordered', 'strict', 'any'])),
  windowSeconds: count,
  exclusions: z.optional(
    z.array(z.strictObject({ event: text, where, after: z.optional(count), before: z.optional(count) })),
  ),
  holdConstant: z.optional(holdConstant),
}
const funnel = z.strictObject({ type: z.literal('funnel'), ...asked, ...steps })
const dropOff = z.strictObject({
  type: z.literal('drop_off'),
  ...asked,
  ...steps,
  after: count,
  lookSeconds: z.optional(count),
})
const retention = z.strictObject({
  type: z.literal('retention'),
  ...asked,
  first: eventFilter,
  returned: eventFilter,
  cohort: z.optional(z.enum(['first_ever', 'first_in_range', 'every'])),
  mode: z.optional(z.enum(['n_day', 'unbounded', 'calendar'])),
  unit: z.enum(units),
  periods: z.optional(count),
  brackets: z.optional(z.array(count)),
})
const path = z.strictObject({
  type: z.literal('path'),
  ...asked,
  anchor: namedEvent,
  direction: z.optional(z.enum(['forward', 'backward'])),
  depth: z.optional(count),
  topN: z.optional(count),
  sessionGapMinutes: z.optional(count),
  only: z.optional(z.array(text)),
  without: z.optional(z.array(text)),
  collapse: z.optional(z.boolean()),
})

const eventType = { ...asked, event: eventFilter }
const unit = z.enum(units)

const lifecycle = z.strictObject({ type: z.literal('lifecycle'), ...eventType, unit })

export const timesOfCustomers = ['count', 'days', 'hours'] as const
export const numbersOfCustomers = ['sum', 'avg', 'min', 'max', 'distinct'] as const
const perCustomer = z.discriminatedUnion('of', [
  z.strictObject({ of: z.enum(timesOfCustomers) }),
  z.strictObject({ of: z.enum(numbersOfCustomers), property: text }),
])
export type PerCustomer = z.infer<typeof perCustomer>
const distribution = z.strictObject({
  type: z.literal('distribution'),
  ...eventType,
  measure: perCustomer,
  bins,
})
const frequency = z.strictObject({
  type: z.literal('frequency'),
  ...eventType,
  times: z.optional(z.enum(['count', 'days'])),
  unit,
  bins,
})
const sessions = z.strictObject({
  type: z.literal('sessions'),
  ...asked,
  event: z.optional(eventFilter),
  gapMinutes: z.optional(count),
  interval: z.optional(unit),
  topN: z.optional(count),
})
const interval = z.strictObject({
  type: z.literal('interval'),
  ...asked,
  first: namedEvent,
  second: namedEvent,
  windowSeconds: count,
  unit: z.optional(unit),
  holdConstant: z.optional(holdConstant),
})
const aum = z.strictObject({ type: z.literal('aum'), ...asked, interval: unit })
const tierMigration = z.strictObject({
  type: z.literal('tier_migration'),
  ...asked,
  tiers: z.array(count),
})
const heat = z.strictObject({
  type: z.literal('heat'),
  ...eventType,
  measure: z.optional(z.enum(['count', 'users'])),
})

export const attributionModels = ['first', 'last', 'linear', 'position', 'time_decay', 'shapley'] as const
const attribution = z.strictObject({
  type: z.literal('attribution'),
  ...asked,
  conversion: namedEvent,
  value: z.optional(text),
  touches: z.optional(z.array(namedEvent)),
  by: z.optional(
    z.discriminatedUnion('of', [
      z.strictObject({ of: z.enum(['channel', 'journey', 'event']) }),
      z.strictObject({ of: z.literal('property'), property: text }),
    ]),
  ),
  values: z.optional(count),
  windowSeconds: count,
  models: z.optional(z.array(z.enum(attributionModels))),
  position: z.optional(z.strictObject({ first: count, last: count })),
  halfLifeSeconds: z.optional(count),
})

const question = z.discriminatedUnion('type', [
  funnel,
  dropOff,
  trend,
  retention,
  path,
  lifecycle,
  distribution,
  frequency,
  sessions,
  interval,
  heat,
  attribution,
  aum,
  tierMigration,
])
export type Question = z.infer<typeof question>
export type QuestionType = Question['type']
export type QuestionOf<Type extends QuestionType> = Extract<Question, { type: Type }>
export const questionTypes = [
  'funnel',
  'drop_off',
  'trend',
  'retention',
  'path',
  'lifecycle',
  'distribution',
  'frequency',
  'sessions',
  'interval',
  'heat',
  'attribution',
  'aum',
  'tier_migration',
] as const satisfies QuestionType[]

/** A question from a link or a saved analysis; null when it is none that this page knows. */
export function readQuestion(json: unknown): Question | null {
  const parsed = z.safeParse(question, json)
  return parsed.success ? parsed.data : null
}
