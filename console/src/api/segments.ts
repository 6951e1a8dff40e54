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

const withVersion = (segment: Pick<Segment, 'version'>) => ({ 'if-match': `"${segment.version}"` })
type Versioned = Pick<Segment, 'key' | 'version'>

export const archiveSegment = (segment: Versioned) =>
  api.DELETE('/api/segments/{key}', {
    params: { path: { key: segment.key } },
    headers: withVersion(segment),
  })

export const restoreSegment = (segment: Versioned) =>
  answerOf(
    api.POST('/api/segments/{key}/restore', {
      params: { path: { key: segment.key } },
      headers: withVersion(segment),
    }),
  )

export const copySegment = (key: string, copy: { key: string; name: SegmentDefinition['name'] }) =>
  answerOf(api.POST('/api/segments/{key}/copies', { params: { path: { key } }, body: copy }))

export const setSchedule = (segment: Versioned, schedule: Schedule | null, paused: boolean) =>
  answerOf(
    api.PUT('/api/segments/{key}/schedule', {
      params: { path: { key: segment.key } },
      headers: withVersion(segment),
      body: { schedule, paused },
    }),
  )

export const setRetention = (segment: Versioned, keepSnapshots: number) =>
  answerOf(
    api.PUT('/api/segments/{key}/retention', {
      params: { path: { key: segment.key } },
      headers: withVersion(segment),
      body: { keepSnapshots },
    }),
  )

export const pinSnapshot = (key: string, version: number, pinned: boolean) =>
  api.PUT('/api/segments/{key}/snapshots/{version}/pin', {
    params: { path: { key, version } },
    body: { pinned },
  })

/** When a schedule falls due; an error says what is wrong with it. */
export const schedulePreviewQuery = (schedule: Schedule) =>
  queryOptions({
    queryKey: ['schedule-preview', schedule],
    queryFn: () => answerOf(api.POST('/api/segment-schedules/preview', { body: { schedule } })),
    retry: false,
  })

export const trendQuery = (key: string) =>
  queryOptions({
    queryKey: ['segments', key, 'trend'],
    queryFn: () => answerOf(api.GET('/api/segments/{key}/trend', { params: { path: { key } } })),
  })

export const overlapQuery = (keys: readonly string[]) =>
  queryOptions({
    queryKey: ['segment-overlap', keys],
    queryFn: () =>
      answerOf(api.GET('/api/segment-overlap', { params: { query: { segments: keys.join(',') } } })),
    enabled: keys.length > 1,
    retry: false,
  })
export type Overlap = AnswerOf<'/api/segment-overlap'>

export type SetOperation = QueryOf<'/api/segment-combination'>['operation']
export const combinationQuery = (operation: SetOperation, keys: readonly string[]) =>
  queryOptions({
    queryKey: ['segment-combination', operation, keys],
    queryFn: () =>
      answerOf(
        api.GET('/api/segment-combination', { params: { query: { operation, segments: keys.join(',') } } }),
      ),
    enabled: keys.length > 1,
    retry: false,
  })
