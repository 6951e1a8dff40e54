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

export const duplicateSorts = ['probability', 'newest'] as const
export const duplicateQuery = pageQuery.extend({
  state: z.enum(duplicateStates).default('open'),
  sort: z
    .enum(duplicateSorts)
    .default('probability')
    .meta({ description: 'probability: most probable first' }),
  minProbability: z.coerce.number().min(0).max(1).optional(),
  customerNumber: z.string().max(64).optional().meta({ description: 'Only pairs with this customer' }),
})
export type DuplicateQuery = z.output<typeof duplicateQuery>

/** One of two customers, as far as a steward needs to see them side by side. */
const customerSide = z.object({
  customer: z.number().int(),
  number: z.string().meta({ description: "The bank's own number" }),
  name: z.string().meta({ description: 'Masked: the first character' }),
  gender: z.string(),
  birthYear: z.string(),
  city: z.string(),
  branch: z.string(),
  opened: z.string(),
})

export const duplicateView = z.object({
  id: z.number().int(),
  customers: z.array(customerSide).meta({ description: 'The two, the older number first' }),
  cluster: z.number().int().meta({ description: 'The smallest customer of those found to belong together' }),
  probability: z.number().meta({ description: 'That they are the same person, 0 to 1' }),
  weight: z.number().meta({ description: 'Bits of evidence, all fields together' }),
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
export const undoInput = z.object({ note })

export const searchInput = z.object({ threshold: z.number().min(0.1).max(0.9999).optional() })
export type SearchInput = z.input<typeof searchInput>

export const duplicateCounts = z.object({
  items: z.array(z.object({ state: z.enum(duplicateStates), pairs: z.number().int() })),
})
