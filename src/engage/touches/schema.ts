import { z } from 'zod'
import { contactCategory, contactChannel } from '../../govern/consent/index.ts'
import { pageQuery } from '../../platform/http/route-kit.ts'
import { touchReasons } from '../contact-gate/index.ts'

const outcome = z.enum(['queued', 'held', 'suppressed'])

/** Which touches are meant. */
const touchFilter = z.object({
  customerNumber: z.string().max(64).optional().describe("The bank's own customer number"),
  journey: z.string().max(64).optional().describe('Key of a journey'),
  channel: contactChannel.optional(),
  category: contactCategory.optional(),
  outcome: outcome.optional(),
  reason: z.enum(touchReasons).optional(),
  from: z.iso.datetime({ offset: true }).optional().describe('At or after'),
  to: z.iso.datetime({ offset: true }).optional().describe('Before'),
})
export type TouchFilter = z.output<typeof touchFilter>

export const touchQuery = pageQuery.extend(touchFilter.shape)
export type TouchQuery = z.output<typeof touchQuery>
export const touchCountQuery = touchFilter

export const touchView = z.object({
  touch: z.string(),
  at: z.iso.datetime(),
  customer: z.number().int().describe('The number it was made to, before merges'),
  customerNumber: z.string(),
  journey: z.string(),
  node: z.string(),
  channel: z.string(),
  template: z.string(),
  category: z.string(),
  outcome,
  reason: z.string().describe("Why it was held or suppressed, '' when it was not"),
  until: z.iso.datetime().nullable().describe('Of a held touch: when the gate is asked again'),
  policyVersion: z
    .number()
    .int()
    .describe('Of the contact policy that decided; 0 = before versions were kept'),
  receipts: z.array(z.string()).describe('What became of it: sent, failed, delivered, opened, clicked'),
})
export type TouchView = z.infer<typeof touchView>

export const touchCounts = z.object({
  items: z.array(
    z.object({ outcome, reason: z.string(), touches: z.number().int(), customers: z.number().int() }),
  ),
  next: z.null(),
})
export type TouchCounts = z.infer<typeof touchCounts>

/** Everything that is known of one touch. */
export const touchDetails = touchView.omit({ receipts: true }).extend({
  product: z.string().nullable().describe('What its template offers: suitability was checked for it'),
  general: z.boolean().describe('Who refused personalised choice may get it all the same'),
  decisions: z
    .array(
      z.object({
        at: z.iso.datetime(),
        outcome,
        reason: z.string(),
        until: z.iso.datetime().nullable(),
        policyVersion: z.number().int(),
      }),
    )
    .describe('What the gate said, each time it was asked'),
  receipts: z.array(
    z.object({ status: z.string(), at: z.iso.datetime(), provider: z.string(), detail: z.string() }),
  ),
})
export type TouchDetails = z.infer<typeof touchDetails>
