import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { journeyNamesQuery, templatesQuery } from '../../../api/journeys.ts'
import { type LocalisedName, useFormats } from '../../../app/format.ts'
import type { RuleCatalogue } from '../../understand/rule-builder/use-rule-catalogue.ts'
import { useRuleCatalogue } from '../../understand/rule-builder/use-rule-catalogue.ts'

export type NamedKind = 'segment' | 'tag' | 'event' | 'template' | 'journey' | 'list'

export interface JourneyNames {
  /** What people call the thing with this key; the key itself if it is not known. */
  name(kind: NamedKind, key: string): string
  readonly catalogue: RuleCatalogue | undefined
  readonly error: unknown
  retry(): void
}

/** The names of everything that a journey refers to. */
export function useJourneyNames(): JourneyNames {
  const format = useFormats()
  const { catalogue, error, retry } = useRuleCatalogue()
  const templates = useQuery(templatesQuery)
  const journeys = useQuery(journeyNamesQuery)
  return useMemo(() => {
    const named = (items: readonly { key: string; name: LocalisedName }[] | undefined) =>
      new Map((items ?? []).map((item) => [item.key, format.name(item.name)]))
    const names: Record<NamedKind, ReadonlyMap<string, string>> = {
      segment: named(catalogue?.segments),
      list: named(catalogue?.lists),
      tag: new Map([...(catalogue?.tags ?? [])].map(([key, tag]) => [key, format.name(tag.name)])),
      event: new Map((catalogue?.events ?? []).map(({ name, title }) => [name, title === '' ? name : title])),
      template: named(templates.data),
      journey: named(journeys.data),
    }
    return { name: (kind, key) => names[kind].get(key) ?? key, catalogue, error, retry }
  }, [catalogue, error, retry, templates.data, journeys.data, format])
}
