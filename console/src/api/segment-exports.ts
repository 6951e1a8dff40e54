import { queryOptions } from '@tanstack/react-query'
import { type AnswerOf, answerOf, api, type ItemOf } from './client.ts'

export type SegmentExport = ItemOf<'/api/segment-exports'>
export type ExportChoices = AnswerOf<'/api/segment-exports/choices'>
export type ExportField = ExportChoices['fields'][number]['key']

export const exportChoicesQuery = queryOptions({
  queryKey: ['segment-exports', 'choices'],
  queryFn: () => answerOf(api.GET('/api/segment-exports/choices')),
  staleTime: 60_000,
})

/** Files of a segment, the newest first; asked again while one is under way. */
export const exportsQuery = (segment: string) =>
  queryOptions({
    queryKey: ['segment-exports', segment],
    queryFn: () => answerOf(api.GET('/api/segment-exports', { params: { query: { segment, limit: 50 } } })),
    refetchInterval: ({ state }) =>
      state.data?.items.some((one) => one.state === 'ready' || one.state === 'running') === true
        ? 2_000
        : false,
  })

export interface ExportRequest {
  readonly fields: ExportField[]
  readonly tags: string[]
  readonly reason: string
  readonly unmasked: boolean
  readonly byteOrderMark: boolean
  readonly watermark: boolean
  readonly language: 'zh-CN' | 'en'
}
export const requestExport = (key: string, body: ExportRequest) =>
  answerOf(api.POST('/api/segments/{key}/exports', { params: { path: { key } }, body }))

/** Where the browser fetches the file from: once, by whoever asked for it. */
export const exportFile = (id: number): string => `/api/segment-exports/${id}/content`
