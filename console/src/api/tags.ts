import { queryOptions } from '@tanstack/react-query'
import { type AnswerOf, answerOf, api, type ItemOf, type QueryOf } from './client.ts'

export type TagGroup = ItemOf<'/api/tag-groups'>
export type Tag = ItemOf<'/api/tags'>
export type TagDetail = AnswerOf<'/api/tags/{key}'>
export type Distribution = NonNullable<TagDetail['distribution']>
export type TagKind = AnswerOf<'/api/tag-kinds'>['kinds'][number]
export type Upload = ItemOf<'/api/tags/{key}/uploads'>
export type Backfill = ItemOf<'/api/tag-groups/{key}/backfills'>
export type Definition = Readonly<Record<string, unknown>>

export const tagGroupsQuery = queryOptions({
  queryKey: ['tag-groups'],
  queryFn: () => answerOf(api.GET('/api/tag-groups', { params: { query: { limit: 200 } } })),
})

export const tagGroupQuery = (key: string) =>
  queryOptions({
    queryKey: ['tag-groups', key],
    queryFn: () => answerOf(api.GET('/api/tag-groups/{key}', { params: { path: { key } } })),
  })

export const tagsQuery = (query: QueryOf<'/api/tags'>) =>
  queryOptions({
    queryKey: ['tags', query],
    queryFn: () => answerOf(api.GET('/api/tags', { params: { query } })),
  })

export const tagQuery = (key: string) =>
  queryOptions({
    queryKey: ['tags', key],
    queryFn: () => answerOf(api.GET('/api/tags/{key}', { params: { path: { key } } })),
  })

export const tagClassesQuery = queryOptions({
  queryKey: ['tags', 'classes'],
  queryFn: () => answerOf(api.GET('/api/tag-classes')),
})

/** Every tag by name, for choosing one. */
export const allTagsQuery = queryOptions({
  queryKey: ['tags', 'all'],
  queryFn: async () => {
    const found: Tag[] = []
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await answerOf(
        api.GET('/api/tags', {
          params: { query: { limit: 200, ...(cursor === undefined ? {} : { cursor }) } },
        }),
      )
      found.push(...page.items)
      cursor = page.next ?? undefined
    }
    return found
  },
})

export const tagKindsQuery = queryOptions({
  queryKey: ['tag-kinds'],
  queryFn: () => answerOf(api.GET('/api/tag-kinds')),
  staleTime: Infinity,
})

/** Queues a refresh; the job's progress shows under Govern → Jobs. */
export const refreshTagGroup = (key: string, dependants = false) =>
  answerOf(api.POST('/api/tag-groups/{key}/refresh', { params: { path: { key } }, body: { dependants } }))

export interface PreviewQuestion {
  readonly definition: Definition
  readonly key?: string
  readonly group?: string
  readonly organisation?: string
  readonly everybody: boolean
  readonly sample: number
}

/** How a definition's values would spread. A newer question, or leaving, stops the computation. */
export const tagPreviewQuery = (question: PreviewQuestion) =>
  queryOptions({
    queryKey: ['tag-preview', question],
    // The form is made from the published schema; the server checks what it sends.
    queryFn: ({ signal }) => answerOf(api.POST('/api/tag-previews', { body: question as never, signal })),
    retry: false,
    staleTime: 60_000,
    gcTime: 60_000,
  })

const ifMatch = (version: number) => ({ 'if-match': `"${version}"` })

export const createTag = (body: object) => answerOf(api.POST('/api/tags', { body: body as never }))
export const changeTag = (key: string, version: number, body: object) =>
  answerOf(
    api.PUT('/api/tags/{key}', {
      params: { path: { key } },
      headers: ifMatch(version),
      body: body as never,
    }),
  )
export const retireTag = ({ key, version }: Pick<TagDetail, 'key' | 'version'>) =>
  api.DELETE('/api/tags/{key}', { params: { path: { key } }, headers: ifMatch(version) })

/** What a PUT takes of what a GET gave. */
export function inputOf(tag: TagDetail) {
  const { group, name, description, unit, definition, class: klass, subclass, owner, status } = tag
  return {
    group,
    name,
    description,
    unit,
    definition,
    class: klass,
    subclass,
    owner,
    status,
    ...(tag.freshHours === null ? {} : { freshHours: tag.freshHours }),
    ...(tag.organisation === null ? {} : { organisation: tag.organisation }),
  }
}

export interface GroupInput {
  readonly name: { 'zh-CN': string; en: string }
  readonly schedule: TagGroup['schedule']
  readonly pastKept: number
}
export const createTagGroup = (body: GroupInput & { key: string; source: TagGroup['source'] }) =>
  answerOf(api.POST('/api/tag-groups', { body }))
export const changeTagGroup = (key: string, version: number, body: GroupInput) =>
  answerOf(api.PUT('/api/tag-groups/{key}', { params: { path: { key } }, headers: ifMatch(version), body }))
export const deleteTagGroup = ({ key, version }: Pick<TagGroup, 'key' | 'version'>) =>
  api.DELETE('/api/tag-groups/{key}', { params: { path: { key } }, headers: ifMatch(version) })

export const uploadsQuery = (key: string) =>
  queryOptions({
    queryKey: ['tags', key, 'uploads'],
    queryFn: () =>
      answerOf(api.GET('/api/tags/{key}/uploads', { params: { path: { key }, query: { limit: 20 } } })),
  })
export const uploadValues = (key: string, content: string, file: string) =>
  answerOf(api.POST('/api/tags/{key}/values', { params: { path: { key } }, body: { content, file } }))
export type UploadReport = Awaited<ReturnType<typeof uploadValues>>
export const setTagValue = (key: string, customerNumber: string, value: string | null) =>
  answerOf(
    api.PUT('/api/tags/{key}/customer-value', { params: { path: { key } }, body: { customerNumber, value } }),
  )
export const clearTagValues = (key: string) =>
  answerOf(api.DELETE('/api/tags/{key}/values', { params: { path: { key } } }))

export const backfillsQuery = (key: string) =>
  queryOptions({
    queryKey: ['tag-groups', key, 'backfills'],
    queryFn: () =>
      answerOf(
        api.GET('/api/tag-groups/{key}/backfills', { params: { path: { key }, query: { limit: 10 } } }),
      ),
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ status }) => status === 'waiting' || status === 'running') ? 1_500 : false,
  })
export const startBackfill = (
  key: string,
  body: { from: string; to: string; every: 'day' | 'week' | 'month' },
) => answerOf(api.POST('/api/tag-groups/{key}/backfills', { params: { path: { key } }, body }))
export const cancelBackfill = (id: number) =>
  answerOf(api.POST('/api/tag-backfills/{id}/cancellation', { params: { path: { id } } }))
export const pastDaysQuery = (key: string) =>
  queryOptions({
    queryKey: ['tag-groups', key, 'past-days'],
    queryFn: () => answerOf(api.GET('/api/tag-groups/{key}/past-days', { params: { path: { key } } })),
  })
export const deletePastDay = (key: string, day: string) =>
  api.DELETE('/api/tag-groups/{key}/past-days/{day}', { params: { path: { key, day } } })
