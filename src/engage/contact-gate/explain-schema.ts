import { z } from 'zod'
import { contactCategory, contactChannel } from '../../govern/consent/index.ts'
import { gateReasons } from './reasons.ts'

/** Stores and calendars know these years. */
const isKnownTo = (at: Date): boolean => at.getUTCFullYear() >= 1970 && at.getUTCFullYear() < 2200

export const contactCheckQuery = z.object({
  channel: contactChannel,
  category: contactCategory.default('marketing'),
  at: z.iso
    .datetime({ offset: true })
    .refine((at) => isKnownTo(new Date(at)), 'must lie between 1970 and 2200')
    .optional()
    .describe('Any instant; the policy and the history of then. Now unless said'),
  product: z.string().max(64).optional().describe('Key of a product that the message names'),
  general: z
    .stringbool()
    .optional()
    .describe('true: the message is not chosen by what is known of the customer'),
})
export type ContactCheckQuery = z.output<typeof contactCheckQuery>

/** What one rule of the gate saw and said. */
export const explainedRule = z.object({
  rule: z.enum(gateReasons),
  verdict: z
    .enum(['passed', 'refused', 'held', 'exempt', 'not_set'])
    .describe('exempt: this category is excused; not_set: the policy says nothing about it'),
  saw: z
    .record(z.string(), z.union([z.string(), z.number(), z.null()]))
    .describe('What the verdict rests on, by name'),
})
export type ExplainedContactRule = z.infer<typeof explainedRule>

export const contactCheck = z.object({
  customer: z.number().int(),
  at: z.iso.datetime(),
  channel: contactChannel,
  category: contactCategory,
  policyVersion: z.number().int(),
  outcome: z.enum(['allowed', 'held', 'refused']),
  reason: z.enum(['', ...gateReasons]),
  until: z.iso.datetime().nullable(),
  rules: z.array(explainedRule),
})
export type ContactCheck = z.infer<typeof contactCheck>
