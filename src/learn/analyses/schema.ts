import { z } from 'zod'
import { plainText } from '../../understand/rules/index.ts'
import { asked, bins, eventFilter, holdConstant, namedEvent, property } from './question-parts.ts'

const count = (least: number, most: number) => z.number().int().min(least).max(most)
const unit = z.enum(['day', 'week', 'month'])
const year = 366 * 86_400

const measure = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal(['count', 'users', 'per_user']) }),
  z.strictObject({ of: z.literal(['sum', 'avg', 'min', 'max', 'median', 'distinct']), property }),
  z.strictObject({ of: z.literal('percentile'), property, percentile: z.number().min(0).max(100) }),
  /** Who was active in the so many days up to a day; `stickiness` is the day's users among them (DAU/WAU, DAU/MAU). */
  z.strictObject({ of: z.literal(['rolling_users', 'stickiness']), days: count(2, 90) }),
])
export type Measure = z.output<typeof measure>

const trend = z.strictObject({
  type: z.literal('trend'),
  ...asked,
  /** A, B, C … in formulas. */
  series: z
    .array(eventFilter.extend({ measure, name: plainText(200).optional() }))
    .min(1)
    .max(10),
  /** Arithmetic between series: `A / B * 100`. */
  formulas: z
    .array(z.strictObject({ expression: plainText(200).min(1), name: plainText(200).optional() }))
    .max(10)
    .optional(),
  interval: z.enum(['hour', 'day', 'week', 'month', 'total']),
  /** The mean of the so many intervals up to each. */
  movingAverage: count(2, 90).optional(),
  /** Running totals; of users those who were there so far, each once. */
  cumulative: z.boolean().optional(),
})

/** Steps one after the other, as funnels know them. */
const steps = {
  steps: z
    .array(namedEvent.extend({ name: plainText(200).optional() }))
    .min(2)
    .max(10),
  order: z.enum(['ordered', 'strict', 'any']).optional(),
  /** From the first step to the last, at most. */
  windowSeconds: count(1, year),
  /** Whoever does this between two steps (numbers of steps from 0; the first and the last unless said) starts anew. */
  exclusions: z
    .array(namedEvent.extend({ after: count(0, 8).optional(), before: count(1, 9).optional() }))
    .max(5)
    .optional(),
  holdConstant: holdConstant.optional(),
}

const funnel = z.strictObject({
  type: z.literal('funnel'),
  ...asked,
  ...steps,
  /** Also how long each step took, unless false. */
  times: z.boolean().optional(),
})

/** What tells those who left a funnel after a step from those who went on. */
const dropOff = z.strictObject({
  type: z.literal('drop_off'),
  ...asked,
  ...steps,
  /** The last step they took (number from 0). */
  after: count(0, 8),
  /** So long after the step, or until the next one, is looked at what they did; half an hour unless said. */
  lookSeconds: count(1, year).optional(),
})

const retention = z.strictObject({
  type: z.literal('retention'),
  ...asked,
  first: eventFilter,
  returned: eventFilter,
  /**
   * Who begins in a period: who did the first event then for the first time ever, for the first time in the range, or
   * everybody who did it, in every period anew.
   */
  cohort: z.enum(['first_ever', 'first_in_range', 'every']).optional(),
  /**
   * `n_day`: in the n-th span of 1, 7 or 30 days after the day of the first event; `calendar`: in the n-th calendar day,
   * week or month after; `unbounded`: in that calendar period or any later one.
   */
  mode: z.enum(['n_day', 'unbounded', 'calendar']).optional(),
  unit,
  /** How many periods after the first. */
  periods: count(1, 90).optional(),
  /** Instead of every period: [1, 3, 7, 14] makes 1–2, 3–6 and 7–13. */
  brackets: z.array(count(0, 366)).min(2).max(20).optional(),
})

const path = z.strictObject({
  type: z.literal('path'),
  ...asked,
  /** Where paths begin (forward) or end (backward). */
  anchor: namedEvent,
  direction: z.enum(['forward', 'backward']).optional(),
  depth: count(1, 10).optional(),
  /** Events shown at each step; the others are one. */
  topN: count(1, 30).optional(),
  /** A pause this long ends the session, and the path. */
  sessionGapMinutes: count(1, 1440).optional(),
  /** Only these events, or all but these. */
  only: z.array(property).max(200).optional(),
  without: z.array(property).max(200).optional(),
  /** Repeats of an event in a row count as one, unless false. */
  collapse: z.boolean().optional(),
})

const lifecycle = z.strictObject({ type: z.literal('lifecycle'), ...asked, event: eventFilter, unit })

const perCustomer = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal(['count', 'days', 'hours']) }),
  z.strictObject({ of: z.literal(['sum', 'avg', 'min', 'max', 'distinct']), property }),
])

/** Customers by a number of theirs over the range. */
const distribution = z.strictObject({
  type: z.literal('distribution'),
  ...asked,
  event: eventFilter,
  measure: perCustomer,
  bins: bins.optional(),
})

/** Customers by how often they do something in each period. */
const frequency = z.strictObject({
  type: z.literal('frequency'),
  ...asked,
  event: eventFilter,
  times: z.enum(['count', 'days']).optional(),
  unit,
  bins: bins.optional(),
})

const sessions = z.strictObject({
  type: z.literal('sessions'),
  ...asked,
  event: eventFilter.optional(),
  gapMinutes: count(1, 1440).optional(),
  interval: z.enum(['day', 'week', 'month']).optional(),
  topN: count(1, 50).optional(),
})

/** Time from one event to the next of another. */
const interval = z.strictObject({
  type: z.literal('interval'),
  ...asked,
  first: namedEvent,
  second: namedEvent,
  /** Longer ones do not count. */
  windowSeconds: count(1, year),
  unit: z.enum(['day', 'week', 'month']).optional(),
  holdConstant: holdConstant.optional(),
})

/** Assets under management at the end of days. */
const aum = z.strictObject({
  type: z.literal('aum'),
  ...asked,
  interval: z.enum(['day', 'week', 'month']),
})

/** Who was in which tier of AUM at the beginning of the range, and at its end. */
const tierMigration = z.strictObject({
  type: z.literal('tier_migration'),
  ...asked,
  /** Inner edges of the tiers in currency units: [50000, 500000]. */
  tiers: bins,
})

const heat = z.strictObject({
  type: z.literal('heat'),
  ...asked,
  event: eventFilter,
  measure: z.enum(['count', 'users']).optional(),
})

export const attributionModels = ['first', 'last', 'linear', 'position', 'time_decay', 'shapley'] as const
const share = z.number().min(0).max(1)

/** Which contacts came before conversions, and how these are credited to them. */
const attribution = z.strictObject({
  type: z.literal('attribution'),
  ...asked,
  conversion: namedEvent,
  /** A number of the conversion that is credited beside it. */
  value: property.optional(),
  /** What counts as a contact; messages that were sent and clicks on them unless said. */
  touches: z.array(namedEvent).min(1).max(20).optional(),
  /** What of a contact is credited; its channel unless said. */
  by: z
    .discriminatedUnion('of', [
      z.strictObject({ of: z.literal(['channel', 'journey', 'event']) }),
      z.strictObject({ of: z.literal('property'), property }),
    ])
    .optional(),
  /** How many channels are shown on their own; the others are one. */
  values: count(1, 12).optional(),
  /** Contacts that long before a conversion count. */
  windowSeconds: count(1, year),
  models: z.array(z.enum(attributionModels)).min(1).max(6).optional(),
  /** Shares of the first and the last contact in the model `position`; 0.4 each unless said. */
  position: z.strictObject({ first: share, last: share }).optional(),
  /** In the model `time_decay`; 7 days unless said. */
  halfLifeSeconds: count(60, year).optional(),
})

/** A question about behaviour. See the file of each type for what its answer holds. */
export const analysis = z.discriminatedUnion('type', [
  trend,
  funnel,
  dropOff,
  retention,
  lifecycle,
  path,
  distribution,
  frequency,
  sessions,
  interval,
  aum,
  tierMigration,
  heat,
  attribution,
])
z.globalRegistry.add(analysis, { id: 'Analysis' })
export type Analysis = z.output<typeof analysis>
export type AnalysisOf<Type extends Analysis['type']> = Extract<Analysis, { type: Type }>
