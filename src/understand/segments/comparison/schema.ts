import { z } from 'zod'
import { definitionKey, displayName } from '../../rules/index.ts'

/** Keys with commas in between: `wealth,young`. */
export const severalSegments = (least: number, most: number) =>
  z
    .string()
    .max(1500)
    .transform((text) => [...new Set(text.split(','))])
    .pipe(
      z
        .array(definitionKey)
        .min(least, `must name at least ${least} different segments`)
        .max(most, `names more than ${most} segments`),
    )

export const combinationQuery = z.object({
  operation: z.enum(['union', 'intersection', 'difference']),
  segments: severalSegments(2, 20),
})
const countedSegment = z.object({
  key: z.string(),
  name: displayName,
  customers: z.number().int(),
  version: z.number().int(),
  asOf: z.iso.datetime(),
})
export const combinationView = z.object({
  customers: z.number().int(),
  segments: z.array(countedSegment),
  /** The same as a rule: what to save as a segment of its own. */
  rule: z.record(z.string(), z.unknown()),
  sentence: z.object({ 'zh-CN': z.string(), en: z.string() }),
})

export const overlapQuery = z.object({ segments: severalSegments(2, 20) })
export const overlapView = z.object({
  segments: z.array(countedSegment),
  /** cells[i][j]: segment i against segment j; the diagonal holds the sizes. */
  cells: z.array(
    z.array(
      z.object({
        customers: z.number().int(),
        /** Customers in both over customers in either; null when both are empty. */
        jaccard: z.number().nullable(),
      }),
    ),
  ),
  /** Customers in at least one of them. */
  union: z.number().int(),
})

export const trendQuery = z.object({
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
})
export const trendView = z.object({
  points: z.array(
    z.object({
      version: z.number().int(),
      asOf: z.iso.datetime(),
      customers: z.number().int(),
      added: z.number().int(),
      removed: z.number().int(),
    }),
  ),
  /** Older points were left out. */
  truncated: z.boolean(),
})
