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

export const listKey = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be lower-case letters, digits and _')

const customerNumber = z.string().min(1).max(64).describe("The bank's own customer number")

/** `POST /api/consents`: one decision of one customer, given or withdrawn. */
export const consentInput = z
  .strictObject({
    customerNumber,
    purpose,
    channel: z
      .union([contactChannel, z.literal('')])
      .describe("'' only for personalization, which has no channel"),
    granted: z.boolean().describe('false withdraws'),
    wording: z.string().max(64).default('').describe('Version of the wording that was shown'),
    evidence: z.string().max(500).default('').describe('Where and how it was given'),
  })
  .refine(({ purpose: asked, channel }) => (asked === 'personalization') === (channel === ''), {
    path: ['channel'],
    message: "is '' for personalization, and a channel for every other purpose",
  })
export type ConsentInput = z.input<typeof consentInput>

/** `POST /api/suppressions`: an entry of the do-not-contact list, or (active false) its end. */
export const suppressionInput = z.strictObject({
  customerNumber,
  reason: listKey.describe(
    'Key of a suppression list: complaint, hardship, deceased, staff, opted_out or one of your own',
  ),
  channel: z
    .union([contactChannel, z.literal('')])
    .default('')
    .describe("'' = every channel"),
  active: z.boolean().default(true),
  until: z.iso.datetime().nullable().default(null),
  evidence: z.string().max(500).default('').describe('Where and how it was asked for'),
})
export type SuppressionInput = z.input<typeof suppressionInput>

export const recorded = z.object({ recorded: z.literal(true), at: z.iso.datetime() })

const listName = z.strictObject({ 'zh-CN': z.string().min(1).max(100), en: z.string().min(1).max(100) })
const listFields = {
  name: listName,
  description: z.string().max(500).default(''),
  blocks: z.array(contactCategory).min(1).max(4).describe('Categories of contact that the list stops'),
}

/** `PUT /api/suppression-lists/{key}`: what a list is called and stops. */
export const listInput = z.strictObject(listFields)
/** `POST /api/suppression-lists`: a list of the bank's own. */
export const newListInput = z.strictObject({ key: listKey, ...listFields })
export type ListInput = z.input<typeof listInput>
export type NewListInput = z.input<typeof newListInput>

export const listView = z.object({
  key: z.string(),
  name: z.record(z.string(), z.string()),
  description: z.string(),
  blocks: z.array(contactCategory),
  builtIn: z.boolean(),
  version: z.number().int(),
  customers: z.number().int().describe('Who stand on it now'),
  updatedAt: z.iso.datetime(),
})
export type ListView = z.infer<typeof listView>

/** `POST /api/suppression-lists/{key}/entries`: many customer numbers at once. */
export const listUpload = z.strictObject({
  content: z.string().min(1).describe('Customer numbers, divided by lines, commas, semicolons or spaces'),
  channel: z
    .union([contactChannel, z.literal('')])
    .default('')
    .describe("'' = every channel"),
  until: z.iso.datetime().nullable().default(null),
  active: z.boolean().default(true).describe('false ends the entries of these customers'),
  evidence: z.string().max(500).default(''),
})
export type ListUpload = z.input<typeof listUpload>

export const uploadReport = z.object({
  numbers: z.number().int().describe('Different numbers in the upload'),
  recorded: z.number().int(),
  unknown: z.number().int(),
  unknownNumbers: z.array(z.string()).describe('The first 20'),
})
export type UploadReport = z.infer<typeof uploadReport>

export const listEntry = z.object({
  customer: z.number().int(),
  customerNumber: z.string(),
  channel: z.string(),
  until: z.iso.datetime().nullable(),
  evidence: z.string(),
  at: z.iso.datetime(),
})
