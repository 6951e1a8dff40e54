import { z } from 'zod'
import { localisedText } from '../../engage/templates/index.ts'

const count = z.number().int()
const comparison = z.object({
  difference: z.number().describe('Treated minus holdout'),
  low: z.number().describe('Lower end of the 95 % confidence interval'),
  high: z.number(),
  statistic: z.number(),
  p: z.number().describe('Two-sided'),
})

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
  complete: z.boolean().describe('The window of every assigned customer is over'),
  computedAt: z.iso.datetime(),
})
export type EffectReport = z.infer<typeof effectReport>
