import { queryOptions } from '@tanstack/react-query'
import { type AnswerOf, answerOf, api, type ItemOf, type QueryOf } from './client.ts'

export type Segment = ItemOf<'/api/segments'>
export type SegmentDetail = AnswerOf<'/api/segments/{key}'>
export type Snapshot = ItemOf<'/api/segments/{key}/snapshots'>

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

export const membersQuery = (key: string) =>
  queryOptions({
    queryKey: ['segments', key, 'members'],
    queryFn: () =>
      answerOf(api.GET('/api/segments/{key}/members', { params: { path: { key }, query: { limit: 10 } } })),
  })

/** Queues a snapshot as of now. */
export const takeSnapshot = (key: string) =>
  answerOf(api.POST('/api/segments/{key}/snapshots', { params: { path: { key } } }))
