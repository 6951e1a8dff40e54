import type { z } from 'zod'
import { type plainDefinition, type TemplateDraft, templateDraft } from './schema.ts'

const variable = /\{\{\s*([a-z_]+)\s*\}\}/g
const known = new Set(['name', 'number'])

const read = (text: string): string =>
  text.replaceAll(variable, (whole, path: string) => (known.has(path) ? whole : ''))

/** The short form as a draft. It knows two variables, which may be missing; any other has always become nothing. */
export function draftOfPlain(plain: z.output<typeof plainDefinition>): TemplateDraft {
  const { key, channel, name, category, product, general } = plain
  const contentIn = (language: 'zh-CN' | 'en'): object => {
    const subject = read(plain.subject?.[language] ?? '')
    const body = read(plain.body[language])
    switch (channel) {
      case 'sms':
        return { text: body }
      case 'email':
        return { subject: subject === '' ? name[language] : subject, text: body }
      case 'push':
      case 'inbox':
        return { title: subject, body }
      case 'wecom':
        return { type: 'text', text: body }
      case 'wecom_mass':
        return { text: body }
      case 'five_g':
        return { title: subject === '' ? name[language] : subject, description: body, fallback: body }
      case 'call':
        return { title: subject, script: body }
      case 'mini_program':
        return { templateId: '', fields: { thing1: body } }
      case 'webhook':
        return { format: 'text', subject, body }
    }
  }
  const empty = { 'zh-CN': '', en: '' }
  return templateDraft.parse({
    key,
    channel,
    name,
    category,
    product,
    general,
    content: { 'zh-CN': contentIn('zh-CN'), en: contentIn('en') },
    defaults: { name: empty, number: empty },
  })
}
