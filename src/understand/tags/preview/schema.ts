import { z } from 'zod'
import { definitionKey, displayName, plainText } from '../../rules/index.ts'
import { tagDefinition, tagTypes } from '../kinds/index.ts'
import { tagDistribution } from '../schema.ts'

export const previewQuestion = z.strictObject({
  definition: tagDefinition,
  /** The tag that is being changed, if it exists already. */
  key: definitionKey.optional(),
  group: definitionKey.optional(),
  organisation: plainText(64).min(1).optional(),
  /** Everybody instead of a sample. Small banks are always looked at whole. */
  everybody: z.boolean().default(false),
  /** How many customers to show, masked. Needs customers:read. */
  sample: z.number().int().min(0).max(20).default(0),
})

export const preview = z.object({
  type: z.enum(tagTypes),
  /** The definition as a sentence. */
  sentence: displayName,
  asOf: z.string(),
  /** Customers that were looked at, and whether these are all. */
  customers: z.number().int(),
  everybody: z.boolean(),
  coverage: z.number(),
  distribution: tagDistribution,
  sample: z
    .array(z.object({ number: z.string(), name: z.string(), value: z.string().nullable() }))
    .nullable(),
  durationMs: z.number().int(),
})
