import { z } from 'zod'

const key = z.string().min(1).max(200)
/** Larger than any amount of money; keeps sums and products of a few of them within what numbers can hold. */
const value = z.number().min(-1e18).max(1e18)
const mostParts = 2000

const listedNode = z.union([
  z.strictObject({
    key,
    parent: key.nullable(),
    operation: z.enum(['sum', 'difference', 'product', 'ratio']),
  }),
  z.strictObject({ key, parent: key.nullable(), before: value, after: value }),
])
export type ListedNode = z.output<typeof listedNode>

export const changeQuestion = z.strictObject({
  nodes: z
    .array(listedNode)
    .min(1)
    .max(mostParts)
    .describe(
      'Each with the node it is a part of (null: the metric itself); leaves have values, others an operation over their parts in the order given',
    ),
})

const listedContribution = z.object({
  key: z.string(),
  parent: z.string().nullable(),
  before: z.number(),
  after: z.number(),
  contribution: z.number().describe('The contributions of a node’s parts sum to its own'),
  share: z.number().nullable().describe('Of the whole change; null when there is none'),
})
export type ListedContribution = z.output<typeof listedContribution>
export const changeAnswer = z.object({ contributions: z.array(listedContribution) })

const weighed = z.strictObject({ weight: value.min(0), value })
export const rateQuestion = z.strictObject({
  segments: z
    .array(z.strictObject({ segment: key, before: weighed, after: weighed }))
    .min(1)
    .max(mostParts),
})
export const rateAnswer = z.object({
  segments: z.array(z.object({ segment: z.string(), rate: z.number(), mix: z.number() })),
})

const expectation = z.strictObject({ expected: value, actual: value })
const elements = z.union([
  z.array(expectation.extend({ element: key })).max(mostParts),
  z.array(z.strictObject({ element: key, numerator: expectation, denominator: expectation })).max(mostParts),
])
export const causesQuestion = z.strictObject({
  dimensions: z
    .record(key, elements)
    .refine((dimensions) => Object.keys(dimensions).length <= 50, 'has more than 50 dimensions')
    .describe('By dimension, each element with what was expected and what came'),
  together: z.number().gt(0).max(1).default(0.67).describe('A finding explains at least this part'),
  each: z.number().min(0).max(1).default(0.1).describe('and each of its elements at least this'),
})
export const causesAnswer = z.object({
  findings: z.array(
    z.object({
      dimension: z.string(),
      surprise: z.number(),
      power: z.number(),
      suspects: z.array(z.object({ element: z.string(), power: z.number(), surprise: z.number() })),
    }),
  ),
})
