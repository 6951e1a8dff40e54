import { queryOptions } from '@tanstack/react-query'
import { type AnswerOf, answerOf, api, type ItemOf, type QueryOf } from './client.ts'

export type TagGroup = ItemOf<'/api/tag-groups'>
export type Tag = ItemOf<'/api/tags'>
export type TagDetail = AnswerOf<'/api/tags/{key}'>

export const tagGroupsQuery = queryOptions({
  queryKey: ['tag-groups'],
  queryFn: () => answerOf(api.GET('/api/tag-groups', { params: { query: { limit: 200 } } })),
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

/** Queues a refresh; the job's progress shows under Govern → Jobs. */
export const refreshTagGroup = (key: string) =>
  answerOf(api.POST('/api/tag-groups/{key}/refresh', { params: { path: { key } }, body: {} }))
