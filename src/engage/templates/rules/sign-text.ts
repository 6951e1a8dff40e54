import type { Language } from '../schema.ts'
import type { ContentPolicy } from './content-policy.ts'

const signed = /^\s*(?:【[^】]{1,20}】|\[[^\]]{1,30}\])/

/** The text as phones show it: with the bank's signature in front, unless the text has one. */
export function signText(text: string, policy: Pick<ContentPolicy, 'signature'>, language: Language): string {
  const signature = policy.signature[language]
  if (signature === '' || signed.test(text)) return text
  return language === 'zh-CN' ? `【${signature}】${text}` : `[${signature}] ${text}`
}
