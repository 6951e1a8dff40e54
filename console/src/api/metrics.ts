import { queryOptions } from '@tanstack/react-query'
import { type AnswerOf, answerOf, api, type ItemOf, type QueryOf } from './client.ts'
import type { paths } from './schema.d.ts'

export type Metric = ItemOf<'/api/metrics'>
export type Series = AnswerOf<'/api/metrics/{key}/series'>
export type Explanation = AnswerOf<'/api/metrics/{key}/explanation'>
export type Breakdown = AnswerOf<'/api/metrics/{key}/breakdown'>
export type Target = ItemOf<'/api/metrics/{key}/targets'>
export type Organisation = ItemOf<'/api/metric-organisations'>

export type MetricUse = ItemOf<'/api/metrics/{key}/uses'>
/** A metric as the API takes it. */
export type MetricFields = paths['/api/metrics']['post']['requestBody']['content']['application/json']
type PreviewBody = paths['/api/metric-previews']['post']['requestBody']['content']['application/json']

const path = (key: string) => ({ path: { key } })
const ifMatch = (version: number) => ({ 'if-match': `"${version}"` })

export const metricsQuery = (query: QueryOf<'/api/metrics'>) =>
  queryOptions({
    queryKey: ['metrics', query],
    // openapi-fetch widens the pairs of `between` to lists; the server's own description says what they are.
    queryFn: () =>
      answerOf(api.GET('/api/metrics', { params: { query } })) as Promise<AnswerOf<'/api/metrics'>>,
  })

export const metricQuery = (key: string) =>
  queryOptions({
    queryKey: ['metrics', key],
    queryFn: () => answerOf(api.GET('/api/metrics/{key}', { params: path(key) })) as Promise<Metric>,
  })

export const metricOwnersQuery = queryOptions({
  queryKey: ['metric-owners'],
  queryFn: () => answerOf(api.GET('/api/metric-owners')),
})

export const organisationsQuery = queryOptions({
  queryKey: ['metric-organisations'],
  queryFn: () => answerOf(api.GET('/api/metric-organisations')),
  staleTime: 5 * 60_000,
})

export const seriesQuery = (key: string, query: QueryOf<'/api/metrics/{key}/series'>) =>
  queryOptions({
    queryKey: ['metrics', key, 'series', query],
    queryFn: () => answerOf(api.GET('/api/metrics/{key}/series', { params: { ...path(key), query } })),
  })

export const explanationQuery = (key: string, query: QueryOf<'/api/metrics/{key}/explanation'>) =>
  queryOptions({
    queryKey: ['metrics', key, 'explanation', query],
    queryFn: () => answerOf(api.GET('/api/metrics/{key}/explanation', { params: { ...path(key), query } })),
  })

export const targetsQuery = (key: string) =>
  queryOptions({
    queryKey: ['metrics', key, 'targets'],
    queryFn: () => answerOf(api.GET('/api/metrics/{key}/targets', { params: path(key) })),
  })

export const saveTargets = (metric: Pick<Metric, 'key' | 'version'>, targets: readonly Target[]) =>
  answerOf(
    api.PUT('/api/metrics/{key}/targets', {
      params: path(metric.key),
      headers: ifMatch(metric.version),
      body: { targets: [...targets] },
    }),
  )

export const archiveMetric = ({ key, version, archivedAt }: Metric) =>
  archivedAt === null
    ? answerOf(api.POST('/api/metrics/{key}/archive', { params: path(key), headers: ifMatch(version) }))
    : answerOf(api.POST('/api/metrics/{key}/restore', { params: path(key), headers: ifMatch(version) }))

export const backfillMetric = (key: string, body: { from: string; to: string }) =>
  answerOf(api.POST('/api/metrics/{key}/backfills', { params: path(key), body }))

export const addReadyMetrics = () => answerOf(api.POST('/api/metric-library', { body: {} }))

/** @param asked the body of the question as JSON, so that it changes only when it says something else; null: nothing */
export const metricPreviewQuery = (asked: string | null) =>
  queryOptions({
    queryKey: ['metric-preview', asked],
    queryFn: ({ signal }) =>
      answerOf(
        api.POST('/api/metric-previews', { body: JSON.parse(asked ?? 'null') as PreviewBody, signal }),
      ),
    enabled: asked !== null,
    retry: false,
    staleTime: 60_000,
  })
export type MetricPreview = NonNullable<
  Awaited<ReturnType<NonNullable<ReturnType<typeof metricPreviewQuery>['queryFn']>>>
>

export const metricUsesQuery = (key: string) =>
  queryOptions({
    queryKey: ['metrics', key, 'uses'],
    queryFn: () => answerOf(api.GET('/api/metrics/{key}/uses', { params: path(key) })),
  })

export const createMetric = (body: MetricFields) => answerOf(api.POST('/api/metrics', { body }))

export const changeMetric = (version: number, { key, ...body }: MetricFields) =>
  answerOf(api.PUT('/api/metrics/{key}', { params: path(key), headers: ifMatch(version), body }))

export type QuietDay = ItemOf<'/api/quiet-days'>
export const quietDaysQuery = queryOptions({
  queryKey: ['quiet-days'],
  queryFn: () => answerOf(api.GET('/api/quiet-days')),
})
export const saveQuietDay = (body: QuietDay) => answerOf(api.PUT('/api/quiet-days', { body }))
export const removeQuietDay = (day: string) =>
  answerOf(api.DELETE('/api/quiet-days/{day}', { params: { path: { day } } }))

export const contributionsQuery = (key: string, query: QueryOf<'/api/metrics/{key}/contributions'>) =>
  queryOptions({
    queryKey: ['metrics', key, 'contributions', query],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/metrics/{key}/contributions', { params: { ...path(key), query }, signal })),
    retry: false,
    staleTime: 60_000,
  })

export const breakdownQuery = (key: string, query: QueryOf<'/api/metrics/{key}/breakdown'>) =>
  queryOptions({
    queryKey: ['metrics', key, 'breakdown', query],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/metrics/{key}/breakdown', { params: { ...path(key), query }, signal })),
    retry: false,
    staleTime: 60_000,
  })
