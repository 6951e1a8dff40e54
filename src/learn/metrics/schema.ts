import { z } from 'zod'
import { contactChannel } from '../../govern/consent/index.ts'
import {
  calendarDay,
  definitionKey,
  displayName,
  plainText,
  propertyCondition,
} from '../../understand/rules/index.ts'
import { ruleJson } from '../../understand/segments/index.ts'

const name = plainText(200).min(1)
const days = z.number().int().min(1).max(366)

/** Over which days events count: the so many days up to each day, or the calendar month or week up to it. */
const window = z.union([z.strictObject({ days }), z.enum(['week_to_date', 'month_to_date'])])
export type Window = z.output<typeof window>

const measure = z.strictObject({
  kind: z.literal('measure'),
  of: z.enum(['count', 'users', 'sum']),
  events: z.array(name).min(1).max(50),
  /** Conditions on their properties; all hold. */
  where: z.array(propertyCondition).max(20).optional(),
  /** What is summed. */
  property: name.optional(),
  /** One day unless said. */
  window: window.optional(),
})
const balance = z.strictObject({
  kind: z.literal('balance'),
  /** `average`: daily average over `days`; `customers`: with a balance above 0; `holdings`: open ones. */
  of: z.enum(['sum', 'average', 'customers', 'holdings']),
  /** The AUM classes unless said. */
  classes: z.array(plainText(64).min(1)).min(1).max(50).optional(),
  days: days.optional(),
})
const optOut = z
  .strictObject({
    kind: z.literal('opt_out'),
    of: z.enum(['users', 'count']).describe('count: each channel that a customer stops is one'),
    channels: z.array(contactChannel).min(1).max(20).optional().describe('All unless given'),
    window: window.optional().describe('One day unless said'),
  })
  .describe('Customers who opted out of marketing, or took back a consent to it')
const customers = z.strictObject({ kind: z.literal('customers'), rule: ruleJson })
const ratio = z.strictObject({ kind: z.literal('ratio'), of: definitionKey, per: definitionKey })
const expression = z.strictObject({
  kind: z.literal('expression'),
  expression: plainText(500).min(1).describe('Arithmetic over keys of metrics: (a + b) / c * 100'),
})

/** How a metric is computed. Every measure is a sum over customers, so that organisations add up. */
export const formula = z
  .discriminatedUnion('kind', [measure, balance, optOut, customers, ratio, expression])
  .superRefine((value, context) => {
    if (value.kind === 'measure' && (value.of === 'sum') !== (value.property !== undefined))
      context.addIssue({
        code: 'custom',
        path: ['property'],
        message: value.of === 'sum' ? 'says what is summed' : 'is only for sums',
      })
    if (value.kind === 'balance' && (value.of === 'average') !== (value.days !== undefined))
      context.addIssue({
        code: 'custom',
        path: ['days'],
        message: value.of === 'average' ? 'says over how many days' : 'is only for averages',
      })
  })
export type Formula = z.output<typeof formula>

/** The metric in terms of others: its factors, its summands, numerator and denominator. */
const tree = z.strictObject({
  operation: z.enum(['product', 'sum', 'difference', 'ratio']),
  parts: z.array(definitionKey).min(2).max(12),
})

export const units = ['count', 'money', 'share', 'number'] as const

export const metricChange = z.strictObject({
  name: displayName,
  description: plainText(2000).default(''),
  owner: plainText(200).default(''),
  grain: z.enum(['customer', 'account', 'event', 'organisation']).describe('What is counted'),
  period: z
    .enum(['day', 'month'])
    .default('day')
    .describe('month: the last value of a month is that of the month'),
  unit: z.enum(units),
  direction: z.enum(['up', 'down']).describe('Which way is good'),
  condition: ruleJson.nullable().default(null).describe('Rule of the customers who qualify; null = all'),
  formula,
  tree: tree.nullable().default(null),
})
export const newMetric = metricChange.extend({
  key: definitionKey.refine((key) => key !== 'new', 'is taken by the page that makes new ones'),
})

export const metricView = newMetric.extend({
  version: z.number().int(),
  archivedAt: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  latest: z
    .object({
      day: z.string(),
      value: z.number().nullable(),
      before: z.number().nullable().describe('Seven days earlier'),
    })
    .nullable()
    .describe('Of the whole bank; null before the first day was computed'),
})
export type MetricView = z.output<typeof metricView>

const day = calendarDay.refine((text) => text >= '1990-01-01' && text <= '2199-12-31', 'lies too far away')
export const dayRange = z.object({ from: day, to: day })

/** '' = the whole bank. */
export const organisationCode = plainText(64)

export const seriesPoint = z.object({
  day: z.string(),
  value: z.number().nullable(),
  expected: z.number().nullable().describe('By level, trend and season; null where too little is known'),
  low: z.number().nullable(),
  high: z.number().nullable(),
  anomaly: z.boolean(),
  quiet: z.string().nullable().describe('Why nothing is made of this day: a holiday, say'),
})
export const seriesView = z.object({
  metric: definitionKey,
  organisation: z.string(),
  points: z.array(seriesPoint),
  targets: z.array(z.object({ period: z.string(), from: z.string(), to: z.string(), target: z.number() })),
})

export const targetPeriod = z
  .string()
  .regex(
    /^(19|20|21)\d\d(-(0[1-9]|1[0-2])|-Q[1-4])?$/,
    'must be a month 2026-11, a quarter 2026-Q4 or a year 2026',
  )
export const target = z.strictObject({
  organisation: organisationCode.describe('Code; empty = the whole bank'),
  period: targetPeriod,
  target: z.number(),
})
export const targetsInput = z.strictObject({ targets: z.array(target).max(5000) })
