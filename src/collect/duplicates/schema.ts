import { z } from 'zod'
import { pageQuery } from '../../platform/http/route-kit.ts'

export const duplicateStates = ['open', 'accepted', 'refused'] as const

/** What one field says about a pair. */
export const fieldEvidence = z.object({
  field: z.string(),
  /** How the two values agree: `missing`, `exact` … `different`; see comparisons/. */
  level: z.string(),
  /** Bits: above 0 speaks for the same person, below 0 against. */
  weight: z.number(),
})
export type FieldEvidence = z.output<typeof fieldEvidence>

/** What accepting did: `customer` and the `moved` numbers merged into it before now belong to `into`. */
export const merge = z.object({
  customer: z.number().int(),
  into: z.number().int(),
  moved: z.array(z.number().int()),
})
export type Merge = z.output<typeof merge>

export const duplicateQuery = pageQuery.extend({ state: z.enum(duplicateStates).default('open') })
export type DuplicateQuery = z.output<typeof duplicateQuery>

export const duplicateView = z.object({
  id: z.number().int(),
  customers: z.array(z.object({ customer: z.number().int(), number: z.string() })),
  cluster: z.number().int(),
  probability: z.number(),
  weight: z.number(),
  evidence: z.array(fieldEvidence),
  state: z.enum(duplicateStates),
  foundAt: z.iso.datetime(),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  note: z.string(),
  merge: merge.nullable(),
})
export type DuplicateView = z.output<typeof duplicateView>

/** Checked before anything is merged: PostgreSQL stores neither NUL nor half a character. */
const note = z
  .string()
  .trim()
  .max(500)
  .regex(/^[^\0\p{Cs}]*$/u, 'must not hold NUL or damaged text')
  .default('')
/** `keep`: the customer whose number stays; by default the better known, then the older one. */
export const acceptInput = z.object({ note, keep: z.number().int().min(1).optional() })
export const refuseInput = z.object({ note })

export const searchInput = z.object({ threshold: z.number().min(0.1).max(0.9999).optional() })
export type SearchInput = z.input<typeof searchInput>
