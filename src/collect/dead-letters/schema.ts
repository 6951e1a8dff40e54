import { z } from 'zod'
import { pageQuery } from '../../platform/http/route-kit.ts'

export const letterStates = ['open', 'replayed', 'discarded'] as const

export const letterFilter = z.object({
  source: z.coerce.number().int().min(0).max(2_147_483_647).optional(),
  reason: z.string().min(1).max(64).optional(),
  state: z.enum(letterStates).optional(),
})
export const letterQuery = pageQuery.extend(letterFilter.shape)
export type LetterQuery = z.output<typeof letterQuery>

export const letterView = z.object({
  id: z.uuid(),
  received: z.iso.datetime(),
  source: z.number().int(),
  protocol: z.string(),
  reason: z.string(),
  detail: z.string(),
  /** The item as JSON; class C2 and C3 values are masked. */
  body: z.string(),
  state: z.enum(letterStates),
  updated: z.iso.datetime(),
})
export type LetterView = z.infer<typeof letterView>

export const reasonCount = z.object({ reason: z.string(), letters: z.number().int() })
export type ReasonCount = z.infer<typeof reasonCount>

export const letterIds = z.object({ ids: z.array(z.uuid()).min(1).max(200) })
export type LetterIds = z.input<typeof letterIds>

export const changedLetters = z.object({
  /** How many were changed. */
  changed: z.number().int(),
  /** Not open any more, unknown, or of a kind that cannot be read again. */
  skipped: z.number().int(),
})
export type ChangedLetters = z.infer<typeof changedLetters>
