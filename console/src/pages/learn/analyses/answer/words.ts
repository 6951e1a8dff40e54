import { useMemo } from 'react'
import { type AnswerWords, type Names, wordsOf } from '#pictures'
import type { Answered } from '../../../../api/analyses.ts'
import { useLanguage } from '../../../../app/language.ts'
import type { RuleCatalogue } from '../../../understand/rule-builder/use-rule-catalogue.ts'

/** What pictures call the bank's own events, segments and tags. */
export function useNames(catalogue: RuleCatalogue): Names {
  return useMemo(() => {
    const titles = new Map(catalogue.events.map(({ name, title }) => [name, title]))
    const segments = new Map(catalogue.segments.map(({ key, name }) => [key, name]))
    return {
      event: (name) => titles.get(name),
      segment: (key) => segments.get(key),
      tag: (key) => catalogue.tags.get(key),
    }
  }, [catalogue])
}

export function useAnswerWords({ analysis, answer }: Answered, names: Names): AnswerWords {
  const language = useLanguage()
  return useMemo(() => wordsOf(analysis, answer, language, names), [analysis, answer, language, names])
}
