import { useMemo } from 'react'
import { tagValuesOf } from '#pictures'
import { useLanguage } from '../app/language.ts'

/** What a value of a tag is called in the reader's language. */
export function useTagValues(): ReturnType<typeof tagValuesOf> {
  const language = useLanguage()
  return useMemo(() => tagValuesOf(language), [language])
}
