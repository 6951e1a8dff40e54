import { z } from 'zod'

/** The ways a customer can be contacted. Consent, suppression, caps and templates all speak of these. */
export const contactChannels = [
  'sms',
  'email',
  'push',
  'inbox',
  'wecom',
  'wecom_mass',
  'mini_program',
  'five_g',
  'call',
  'webhook',
] as const
export const contactChannel = z.enum(contactChannels)
export type ContactChannel = z.infer<typeof contactChannel>

/** What a contact is: an offer, help with something the customer has, attention, or word of what happened. */
export const contactCategories = ['marketing', 'service', 'care', 'transaction'] as const
export const contactCategory = z.enum(contactCategories)
export type ContactCategory = z.infer<typeof contactCategory>

/**
 * What a customer agrees to, separately chosen (PBOC Order 2020-5). `personalization` is the choice of article 24 of
 * the Personal Information Protection Law: it holds for every channel, and only a recorded no refuses.
 */
export const purposes = [
  'marketing',
  'experience_improvement',
  'research',
  'service',
  'personalization',
] as const
export const purpose = z.enum(purposes)
export type Purpose = z.infer<typeof purpose>

export const suppressionReasons = ['complaint', 'hardship', 'deceased', 'staff', 'opted_out'] as const
export const suppressionReason = z.enum(suppressionReasons)

const customerNumber = z.string().min(1).max(64).describe("The bank's own customer number")

/** `POST /api/consents`: one decision of one customer, given or withdrawn. */
export const consentInput = z.strictObject({
  customerNumber,
  purpose,
  channel: contactChannel,
  granted: z.boolean().describe('false withdraws'),
  wording: z.string().max(64).default('').describe('Version of the wording that was shown'),
  evidence: z.string().max(500).default('').describe('Where and how it was given'),
})
export type ConsentInput = z.input<typeof consentInput>

/** `POST /api/suppressions`: an entry of the do-not-contact list, or (active false) its end. */
export const suppressionInput = z.strictObject({
  customerNumber,
  reason: suppressionReason,
  channel: z
    .union([contactChannel, z.literal('')])
    .default('')
    .describe("'' = every channel"),
  active: z.boolean().default(true),
  until: z.iso.datetime().nullable().default(null),
})
export type SuppressionInput = z.input<typeof suppressionInput>

export const recorded = z.object({ recorded: z.literal(true), at: z.iso.datetime() })
