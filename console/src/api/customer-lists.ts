import { queryOptions } from '@tanstack/react-query'
import { type AnswerOf, answerOf, api, type QueryOf } from './client.ts'

export type CustomerListDetail = AnswerOf<'/api/customer-lists/{key}'>

export const customerListsQuery = (query: QueryOf<'/api/customer-lists'>) =>
  queryOptions({
    queryKey: ['customer-lists', query],
    queryFn: () => answerOf(api.GET('/api/customer-lists', { params: { query } })),
  })

export const customerListQuery = (key: string) =>
  queryOptions({
    queryKey: ['customer-lists', key],
    queryFn: () => answerOf(api.GET('/api/customer-lists/{key}', { params: { path: { key } } })),
  })

/** Lines of the latest upload that were not taken. */
export const rejectionsQuery = (key: string) =>
  queryOptions({
    queryKey: ['customer-lists', key, 'rejections'],
    queryFn: () =>
      answerOf(
        api.GET('/api/customer-lists/{key}/rejections', { params: { path: { key }, query: { limit: 100 } } }),
      ),
  })

export interface ListUpload {
  readonly key: string
  readonly name: { 'zh-CN': string; en: string }
  readonly content: string
}
export const uploadList = (body: ListUpload) => answerOf(api.POST('/api/customer-lists', { body }))
export type ListReport = Awaited<ReturnType<typeof uploadList>>

export const deleteList = (key: string) =>
  api.DELETE('/api/customer-lists/{key}', { params: { path: { key } } })
