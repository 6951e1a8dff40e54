import { z } from 'zod'
import { type ContactChannel, contactChannel } from '../../govern/consent/index.ts'
import { pageQuery } from '../../platform/http/route-kit.ts'
import { displayName, plainText } from '../../understand/rules/index.ts'
import { contentKinds } from './content/index.ts'

export const templateKey = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be lower-case letters, digits and _')
export const localisedText = z.strictObject({ 'zh-CN': z.string().min(1), en: z.string().min(1) })

export const languages = ['zh-CN', 'en'] as const
export const language = z.enum(languages)
export type Language = z.infer<typeof language>

/** Marketing needs a way out in the message itself; see checks/. */
export const templateCategory = z.enum(['marketing', 'service', 'care', 'transaction'])

const defaults = z
  .record(
    z.string().max(200),
    z.strictObject({ 'zh-CN': plainText(200).optional(), en: plainText(200).optional() }),
  )
  .refine((entries) => Object.keys(entries).length <= 100, 'has more than 100 defaults')
  .describe('What stands for a variable that a customer has no value of: {"tag.tier": {"zh-CN": "贵宾"}}')

const terms = {
  product: z
    .string()
    .trim()
    .min(1)
    .max(64)
    .nullable()
    .default(null)
    .describe('Key of the product that it offers: only customers who may take its risk get the message'),
  general: z
    .boolean()
    .default(false)
    .describe('Says the same to everybody: goes to customers, too, who want nothing chosen for them'),
}

const common = {
  name: displayName,
  description: plainText(2_000).default(''),
  category: templateCategory.default('marketing'),
  fallback: language.default('zh-CN').describe('For customers whose language the content lacks'),
  defaults: defaults.default({}),
  ...terms,
}

function draftOf<Channel extends ContactChannel, Content extends z.ZodType>(
  channel: Channel,
  content: Content,
) {
  return z.strictObject({
    key: templateKey,
    channel: z.literal(channel),
    ...common,
    content: z.strictObject({ 'zh-CN': content.optional(), en: content.optional() }),
  })
}

/**
 * What a message says, in one language or both. Variables are Liquid: `{{ name }}`, `{{ maturing.amount | money }}`.
 *
 * @example (YAML, under `templates:`)
 * - key: maturity_notice
 *   channel: push
 *   category: service
 *   name: { zh-CN: 到期提醒, en: Maturity notice }
 *   content:
 *     zh-CN: { title: 到期提醒, body: '尊敬的{{ name }}，您的{{ maturing.product }}将于{{ maturing.date | date }}到期' }
 *     en: { title: Maturity notice, body: 'Dear {{ name }}, {{ maturing.product }} matures on {{ maturing.date | date }}' }
 */
export const templateDraft = z.discriminatedUnion('channel', [
  draftOf('sms', contentKinds.sms.schema),
  draftOf('email', contentKinds.email.schema),
  draftOf('push', contentKinds.push.schema),
  draftOf('inbox', contentKinds.inbox.schema),
  draftOf('wecom', contentKinds.wecom.schema),
  draftOf('wecom_mass', contentKinds.wecom_mass.schema),
  draftOf('mini_program', contentKinds.mini_program.schema),
  draftOf('five_g', contentKinds.five_g.schema),
  draftOf('call', contentKinds.call.schema),
  draftOf('webhook', contentKinds.webhook.schema),
])
z.globalRegistry.add(templateDraft, { id: 'TemplateDraft' })
export type TemplateDraft = z.output<typeof templateDraft>
export type TemplateDraftInput = z.input<typeof templateDraft>

/** The short form of definition files: one text for each language. */
export const plainDefinition = z.strictObject({
  key: templateKey,
  channel: contactChannel,
  name: localisedText,
  category: templateCategory.default('service'),
  ...terms,
  subject: localisedText.optional(),
  body: localisedText,
})

/** A template in a definition file, in either form; it is published as it stands. */
export const templateDefinition = z.union([templateDraft, plainDefinition])
export const templateDefinitions = z.object({ templates: z.array(templateDefinition).default([]) })

export const templateStatus = z.enum(['draft', 'published', 'retired'])

/** One thing to mend in a text, or to look at. */
export const contentProblem = z.object({
  severity: z.enum(['error', 'warning']).describe('Errors keep a version from being published'),
  code: z.string(),
  path: z.string().describe('JSON pointer into the template'),
  line: z.number().int().nullable(),
  column: z.number().int().nullable(),
  found: z.string().describe('The words it is about'),
  message: localisedText,
  fix: z.object({ text: z.string().describe('The whole text as it would be right') }).nullable(),
})
export type ContentProblem = z.infer<typeof contentProblem>

const state = {
  status: templateStatus,
  version: z.number().int().describe('Of the draft; the ETag'),
  publishedVersion: z.number().int().nullable().describe('What new touches say'),
  submittedVersion: z.number().int().nullable().describe('Waits for a second pair of eyes'),
  changed: z.boolean().describe('The draft differs from the published version'),
  createdBy: z.string(),
  updatedAt: z.iso.datetime(),
}

/** One template in a list. */
export const templateSummary = z.object({
  key: templateKey,
  channel: contactChannel,
  name: displayName,
  description: z.string(),
  category: templateCategory,
  languages: z.array(language),
  ...state,
})
export type TemplateSummary = z.infer<typeof templateSummary>

/** One template with its draft. `content` has the shape of the channel. */
export const templateView = templateSummary.extend({
  content: z.partialRecord(language, z.record(z.string(), z.unknown())),
  fallback: language,
  defaults,
  product: z.string().nullable(),
  general: z.boolean(),
  problems: z.array(contentProblem),
  usedBy: z.array(z.object({ journey: z.string(), name: displayName, node: z.string(), status: z.string() })),
})
export type TemplateView = z.infer<typeof templateView>

export const templateQuery = pageQuery.extend({
  search: z.string().max(100).optional().describe('In key, names and description'),
  channel: contactChannel.optional(),
  status: templateStatus.optional(),
  category: templateCategory.optional(),
  sort: z.enum(['key', '-updatedAt', 'updatedAt', 'channel']).default('key'),
})
export type TemplateQuery = z.output<typeof templateQuery>

export const versionState = z.enum(['submitted', 'published', 'rejected', 'retired'])

/** An immutable version. */
export const templateVersionView = z.object({
  key: templateKey,
  version: z.number().int(),
  channel: contactChannel,
  category: templateCategory,
  content: z.partialRecord(language, z.record(z.string(), z.unknown())),
  fallback: language,
  defaults,
  product: z.string().nullable(),
  general: z.boolean(),
  state: versionState,
  note: z.string(),
  submittedBy: z.string(),
  submittedAt: z.iso.datetime(),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
})
export type TemplateVersionView = z.infer<typeof templateVersionView>
