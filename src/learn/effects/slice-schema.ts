import { z } from 'zod'
import { definitionKey } from '../../understand/rules/index.ts'
import { comparison, metricResult } from './schema.ts'

const side = z.object({ customers: z.number().int(), mean: z.number() })
const sliceEffect = z.object({
  slice: z.string().describe('Value of the tag, "" for none; of a score 0 (highest tenth) … 9'),
  treated: side,
  holdout: side,
  comparison: comparison.nullable(),
  correctedP: z.number().nullable().describe('Holm’s, over all slices'),
})
export type SliceEffect = z.output<typeof sliceEffect>

const of = { metric: z.string(), unit: metricResult.shape.unit }

export const segmentQuery = z.object({ tag: definitionKey, metric: definitionKey.optional() })
export const segmentEffects = z.object({ tag: z.string(), ...of, slices: z.array(sliceEffect) })
export type SegmentEffects = z.output<typeof segmentEffects>

export const upliftQuery = z.object({ score: definitionKey, metric: definitionKey.optional() })
export const uplift = z.object({
  score: z.string(),
  ...of,
  deciles: z.array(sliceEffect),
  qini: z
    .object({
      points: z
        .array(z.object({ share: z.number(), gain: z.number() }))
        .describe('Share of the customers contacted, best scores first, and what that gains a customer'),
      coefficient: z.number().describe('Area above the straight line of a random order'),
    })
    .nullable(),
})
export type Uplift = z.output<typeof uplift>

export const splitQuery = z.object({ metric: definitionKey.optional() })
export const splitEffects = z.object({
  ...of,
  splits: z.array(
    z.object({
      node: z.string(),
      sampleRatio: z
        .object({ chiSquare: z.number(), p: z.number(), suspicious: z.boolean() })
        .nullable()
        .describe('Branches as large as they were meant to be?'),
      branches: z
        .array(
          z.object({
            branch: z.string().describe('The node that the branch leads to'),
            name: z.string().nullable(),
            expectedShare: z.number(),
            customers: z.number().int(),
            mean: z.number(),
            comparison: comparison.nullable().describe('With the first branch'),
            correctedP: z.number().nullable().describe('Holm’s, over the other branches'),
          }),
        )
        .describe('The first is what the others are compared with'),
    }),
  ),
})
export type SplitEffects = z.output<typeof splitEffects>

export const attributionQuery = z.object({
  days: z.coerce
    .number()
    .int()
    .min(1)
    .max(90)
    .default(7)
    .describe('Touches so long before a conversion count'),
})
export const attribution = z.object({
  causal: z
    .literal(false)
    .describe('Touches that came before a conversion; whether they caused it, only the holdout says'),
  days: z.number().int(),
  conversions: z.number().int().describe('Of the treated customers of this journey'),
  untouched: z.number().int().describe('of which without any touch in these days'),
  incremental: z.number().nullable().describe('What the holdout says the journey caused'),
  credits: z.array(
    z.object({
      journey: z.string(),
      channel: z.string(),
      touches: z.number().int(),
      last: z.number(),
      first: z.number(),
      linear: z.number(),
    }),
  ),
})
export type Attribution = z.output<typeof attribution>

const rate = z.number().gt(0).lt(1)
export const sampleSizeQuestion = z.strictObject({
  baseline: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('proportion'), rate }),
    z.strictObject({
      kind: z.literal('mean'),
      deviation: z.number().gt(0).describe('Standard deviation of one customer'),
      explained: z.number().min(0).lt(1).default(0).describe('Part of the variance that CUPED takes out'),
    }),
  ]),
  holdoutShare: z.number().min(0.001).max(0.999),
  alpha: z.number().min(0.0001).max(0.5).default(0.05),
  power: z.number().min(0.5).max(0.999).default(0.8),
  effect: z
    .number()
    .refine((value) => value !== 0, 'must not be 0')
    .optional()
    .describe('Absolute difference to find: asks for the customers'),
  customers: z
    .number()
    .int()
    .min(2)
    .max(10_000_000_000)
    .optional()
    .describe('Both sides together: asks for the least effect that is found'),
})
export const sampleSizeAnswer = z.object({
  customers: z.number().int().nullable().describe('Both sides together; null: the effect is not possible'),
  effect: z.number().nullable().describe('Least increase that the customers find; null: none'),
})
export type SampleSizeQuestion = z.output<typeof sampleSizeQuestion>
export type SampleSizeAnswer = z.output<typeof sampleSizeAnswer>
