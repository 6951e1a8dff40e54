import { z } from 'zod'
import { localisedText } from '../../engage/templates/index.ts'

const count = z.number().int()
const interval = {
  low: z.number().describe('Lower end of the 95 % confidence interval'),
  high: z.number(),
}
export const comparison = z.object({
  difference: z.number().describe('Treated minus holdout'),
  ...interval,
  statistic: z.number(),
  p: z.number().describe('Two-sided'),
})
const relative = z
  .object({ lift: z.number(), ...interval })
  .nullable()
  .describe(
    'Difference as a share of the holdout’s mean, interval by Fieller’s theorem; null: that mean may be 0',
  )

export const effectArm = z.object({
  customers: count.describe('Assigned to this side, whatever happened to them later'),
  contacted: count.describe('At least one message went out'),
  delivered: count,
  opened: count,
  clicked: count,
  converted: count,
  aumChange: z.number().describe('Mean change of assets under management a customer, in currency units'),
  aumVariance: z.number(),
})
export type EffectArm = z.infer<typeof effectArm>

export const metricResult = z.object({
  key: z.string(),
  name: localisedText,
  role: z.enum(['primary', 'secondary', 'guardrail']),
  unit: z.enum(['share', 'number', 'money', 'ratio']),
  direction: z.enum(['increase', 'decrease']).describe('Which way is good'),
  treated: z.number().describe('Mean a customer; of a ratio the ratio of the sums'),
  holdout: z.number(),
  comparison: comparison.nullable(),
  relative,
  cuped: comparison
    .extend({
      theta: z.number(),
      varianceReduction: z
        .number()
        .describe('Part of the variance that the time before the assignment explains'),
      relative,
    })
    .nullable()
    .describe('The same comparison after taking out what the window before the assignment explains'),
  sequential: z
    .object({
      difference: z.number(),
      ...interval,
      p: z.number().describe('Valid however often one looks'),
      customers: count.describe('Whose window is over: only they count here'),
    })
    .nullable(),
  correctedP: z.number().nullable().describe('Of secondary metrics, for being several'),
  margin: z.number(),
  guardrail: z
    .enum(['harmed', 'safe', 'unclear'])
    .nullable()
    .describe('safe: no worsening beyond the margin is possible any more; harmed: one is certain'),
})
export type MetricResult = z.infer<typeof metricResult>

const estimated = z.object({ value: z.number(), ...interval })
const money = z.object({
  currency: z.literal('CNY'),
  aum: estimated.nullable().describe('Extra assets under management, over all treated customers'),
  revenue: estimated.nullable().describe('null: the plan says neither what a conversion nor what AUM earns'),
  cost: z.object({
    total: z.number(),
    messages: z.array(z.object({ channel: z.string(), messages: count, cost: z.number() })),
    benefits: z.array(z.object({ benefit: z.string(), requests: count, cost: z.number() })),
    fixed: z.number(),
    unpriced: z.array(z.string()).describe('Channels and benefits whose price nobody has said'),
  }),
  net: estimated.nullable().describe('Revenue less cost'),
  return: estimated.nullable().describe('Net as a share of the cost; null when nothing was spent'),
})
export type EffectMoney = z.infer<typeof money>

/** The effect of a journey by intention to treat: everyone assigned counts, contacted or not. */
export const effectReport = z.object({
  journey: z.string(),
  name: localisedText,
  status: z.string(),
  windowDays: z.number().describe('From assignment'),
  goal: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe('What counts as converted; null: nothing was defined'),
  treated: effectArm,
  holdout: effectArm.nullable().describe('null: the journey holds nobody out, so nothing can be compared'),
  sampleRatio: z
    .object({
      expectedHoldoutShare: z.number(),
      observedHoldoutShare: z.number(),
      chiSquare: z.number(),
      p: z.number(),
      suspicious: z.boolean(),
    })
    .nullable(),
  conversion: comparison.nullable().describe('Difference of the conversion rates'),
  aum: comparison.extend({ df: z.number() }).nullable().describe('Difference of the mean AUM changes'),
  incremental: z
    .object({ conversions: z.number(), aum: z.number() })
    .nullable()
    .describe('Treated customers × difference'),
  metrics: z.array(metricResult).describe('The primary metric first'),
  money: money.nullable(),
  plan: z.object({
    version: count,
    plannedCustomers: count,
    winsorise: z.number().nullable(),
    correction: z.enum(['holm', 'benjamini_hochberg']),
  }),
  complete: z.boolean().describe('The window of every assigned customer is over'),
  computedAt: z.iso.datetime(),
})
export type EffectReport = z.infer<typeof effectReport>
