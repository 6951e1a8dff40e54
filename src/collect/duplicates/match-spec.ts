import { z } from 'zod'

const fieldName = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/)

/** How two values of a field are compared; see comparisons/. */
export const comparisonKinds = ['text', 'code', 'date', 'email', 'exact', 'set'] as const
export type ComparisonKind = (typeof comparisonKinds)[number]

export const comparison = z.strictObject({
  field: fieldName,
  kind: z.enum(comparisonKinds),
  /** For `text`: a second field that people mix up with this one (given name and surname). */
  swap: fieldName.optional(),
  /** An agreement on a rare value says more than one on a frequent value. */
  termFrequency: z.boolean().default(false),
})
export type Comparison = z.output<typeof comparison>

/** What of a field two records must share: the value, how it sounds, its first or first four letters, its last four, or a date's year. */
export const blockingParts = ['value', 'sound', 'initial', 'start', 'end', 'year'] as const
export type BlockingPart = (typeof blockingParts)[number]

/**
 * How to find records that are the same person: which pairs to look at (`blocking`: any of the rules, each of whose
 * fields must be shared) and what to compare about them. Values are text, '' = missing; dates are `YYYY-MM-DD`.
 */
export const matchSpec = z
  .strictObject({
    comparisons: z.array(comparison).min(2).max(16),
    blocking: z
      .array(z.record(fieldName, z.enum(blockingParts)).refine((rule) => Object.keys(rule).length > 0))
      .min(2)
      .max(30),
    /** Blocks of more records than this are skipped: what so many share tells nobody apart. */
    largestBlock: z.number().int().min(2).max(5000).default(200),
    /** Pairs at least this probable are suspected. */
    threshold: z.number().min(0.1).max(0.9999).default(0.5),
  })
  .superRefine((spec, refinement) => {
    const known = new Set(spec.comparisons.flatMap(({ field, swap }) => (swap ? [field, swap] : [field])))
    for (const [i, rule] of spec.blocking.entries()) {
      for (const field of Object.keys(rule)) {
        if (known.has(field)) continue
        refinement.addIssue({
          code: 'custom',
          path: ['blocking', i, field],
          message: `"${field}" is not compared: compare it or block by another field`,
        })
      }
    }
  })
export type MatchSpec = z.output<typeof matchSpec>
export type MatchSpecInput = z.input<typeof matchSpec>

/** Every field a spec reads, once. */
export function fieldsOf(spec: MatchSpec): string[] {
  return [...new Set(spec.comparisons.flatMap(({ field, swap }) => (swap ? [field, swap] : [field])))]
}
