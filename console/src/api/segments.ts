import { queryOptions } from '@tanstack/react-query'
import { type AnswerOf, answerOf, api, type ItemOf, type QueryOf } from './client.ts'
import type { RuleJson } from './rules.ts'

export type Segment = ItemOf<'/api/segments'>
export type SegmentDetail = AnswerOf<'/api/segments/{key}'>
export type Snapshot = ItemOf<'/api/segments/{key}/snapshots'>
export type Schedule = NonNullable<Segment['schedule']>
export type Member = ItemOf<'/api/segments/{key}/members'>

export const segmentsQuery = (query: QueryOf<'/api/segments'>) =>
  queryOptions({
    queryKey: ['segments', query],
    queryFn: () => answerOf(api.GET('/api/segments', { params: { query } })),
  })

export const segmentQuery = (key: string) =>
  queryOptions({
    queryKey: ['segments', key],
    queryFn: () => answerOf(api.GET('/api/segments/{key}', { params: { path: { key } } })),
  })

export const snapshotsQuery = (key: string) =>
  queryOptions({
    queryKey: ['segments', key, 'snapshots'],
    queryFn: () => answerOf(api.GET('/api/segments/{key}/snapshots', { params: { path: { key } } })),
  })

export const membersQuery = (key: string, change?: 'added' | 'removed') =>
  queryOptions({
    queryKey: ['segments', key, 'members', change ?? 'all'],
    queryFn: () =>
      answerOf(
        api.GET('/api/segments/{key}/members', {
          params: { path: { key }, query: { limit: 12, ...(change === undefined ? {} : { change }) } },
        }),
      ),
  })

/** Queues a snapshot as of now. */
export const takeSnapshot = (key: string) =>
  answerOf(api.POST('/api/segments/{key}/snapshots', { params: { path: { key } } }))

export interface SegmentDefinition {
  readonly name: { 'zh-CN': string; en: string }
  readonly description: string
  readonly rule: RuleJson
}

export const createSegment = (key: string, definition: SegmentDefinition) =>
  answerOf(api.POST('/api/segments', { body: { key, ...definition } }))

export const changeSegment = (key: string, version: number, definition: SegmentDefinition) =>
  answerOf(
    api.PUT('/api/segments/{key}', {
      params: { path: { key } },
      headers: { 'if-match': `"${version}"` },
      body: definition,
    }),
  )
