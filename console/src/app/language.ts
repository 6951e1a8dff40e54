import { createInstance } from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import { texts as english } from './locales/en.ts'
import { texts as chinese } from './locales/zh-cn.ts'

export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof english }
  }
}

const i18n = createInstance()
const storageKey = 'banyan.language'

function asLanguage(text: string | null | undefined): Language | undefined {
  return languages.find((language) => language === text)
}

/** What this browser chose before; else what the browser asks for. */
function firstLanguage(): Language {
  return (
    asLanguage(localStorage.getItem(storageKey)) ?? (navigator.language.startsWith('en') ? 'en' : 'zh-CN')
  )
}

export async function startLanguage(): Promise<void> {
  await i18n.use(initReactI18next).init({
    resources: { en: { translation: english }, 'zh-CN': { translation: chinese } },
    lng: firstLanguage(),
    fallbackLng: 'en',
    interpolation: { escapeValue: false },
  })
  document.documentElement.lang = i18n.language
}

export function chooseLanguage(language: Language): void {
  localStorage.setItem(storageKey, language)
  document.documentElement.lang = language
  void i18n.changeLanguage(language)
}

/** The language of the user's account, unless this browser has chosen one. */
export function followAccountLanguage(locale: string): void {
  const language = asLanguage(locale)
  if (language === undefined || localStorage.getItem(storageKey) !== null || language === i18n.language)
    return
  document.documentElement.lang = language
  void i18n.changeLanguage(language)
}

export function useLanguage(): Language {
  const { i18n: current } = useTranslation()
  return asLanguage(current.language) ?? 'en'
}
