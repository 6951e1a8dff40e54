import { z } from 'zod'
import { contactChannel } from '../../govern/consent/index.ts'

export const templateKey = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be lower-case letters, digits and _')
export const localisedText = z.strictObject({ 'zh-CN': z.string().min(1), en: z.string().min(1) })

/**
 * What a message says. `{{name}}` and `{{number}}` are replaced by the customer's name and number.
 *
 * @example (YAML, under `templates:`)
 * - key: maturity_notice
 *   channel: sms
 *   name: { zh-CN: 到期提醒, en: Maturity notice }
 *   subject: { zh-CN: 您的存款即将到期, en: Your deposit matures soon }     # email only
 *   body: { zh-CN: 尊敬的{{name}}，……拒收请回复R, en: 'Dear {{name}}, …' }
 */
export const templateDefinition = z.strictObject({
  key: templateKey,
  channel: contactChannel,
  name: localisedText,
  subject: localisedText.optional(),
  body: localisedText,
})

export const templateDefinitions = z.object({ templates: z.array(templateDefinition).default([]) })

export const templateView = templateDefinition.extend({
  version: z.number().int(),
  updatedAt: z.iso.datetime(),
})
export type TemplateView = z.infer<typeof templateView>
