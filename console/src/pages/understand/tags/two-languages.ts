import type { Language } from '../../../app/language.ts'

/** Classes and owners are one text; where a bank writes both languages, `资产价值 Assets`, each reader sees theirs. */
export function inLanguage(text: string, language: Language): string {
  const found = /^(\p{Script=Han}.*?)\s+([A-Za-z][\u0020-\u007E]*)$/u.exec(text)
  if (!found) return text
  return (language === 'en' ? found[2] : found[1]) ?? text
}
