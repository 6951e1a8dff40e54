import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { EventDefinition } from '../../../api/event-definitions.ts'
import {
  type CustomerList,
  ruleEventsQuery,
  ruleListsQuery,
  ruleSegmentsQuery,
  ruleTagsQuery,
} from '../../../api/rules.ts'
import type { Segment } from '../../../api/segments.ts'
import { type Tag, tagGroupsQuery } from '../../../api/tags.ts'
import type { LocalisedName } from '../../../app/format.ts'
import { useMay } from '../../../components/page.tsx'
import { namesInDefinitions } from './model/definition-names.ts'

/** Everything a rule may name, as far as the reader may see it. */
export interface RuleCatalogue {
  readonly tags: ReadonlyMap<string, Tag>
  /** Names of the groups that tags without a class are listed under. */
  readonly tagGroups: ReadonlyMap<string, LocalisedName>
  readonly events: readonly EventDefinition[]
  readonly segments: readonly Segment[]
  readonly lists: readonly CustomerList[]
  /** Names that the bank's own tags already use: attributes, product classes, states of holdings. */
  readonly known: ReturnType<typeof namesInDefinitions>
}

export function useRuleCatalogue(): {
  catalogue: RuleCatalogue | undefined
  error: unknown
  retry: () => void
} {
  const mayEvents = useMay('collect:read')
  const tags = useQuery(ruleTagsQuery)
  const groups = useQuery(tagGroupsQuery)
  const segments = useQuery(ruleSegmentsQuery)
  const lists = useQuery(ruleListsQuery)
  const events = useQuery({ ...ruleEventsQuery, enabled: mayEvents })
  const catalogue = useMemo<RuleCatalogue | undefined>(() => {
    if (tags.data === undefined || segments.data === undefined || lists.data === undefined) return undefined
    if (mayEvents && events.data === undefined) return undefined
    return {
      tags: new Map(tags.data.map((tag) => [tag.key, tag])),
      tagGroups: new Map((groups.data?.items ?? []).map(({ key, name }) => [key, name])),
      events: events.data ?? [],
      segments: segments.data,
      lists: lists.data,
      known: namesInDefinitions(tags.data.map(({ definition }) => definition)),
    }
  }, [tags.data, groups.data, segments.data, lists.data, events.data, mayEvents])
  const failed = [tags, segments, lists, events].filter(({ isError }) => isError)
  return {
    catalogue,
    error: failed[0]?.error,
    retry: () => {
      for (const one of failed) void one.refetch()
    },
  }
}
