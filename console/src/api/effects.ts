import { queryOptions } from '@tanstack/react-query'
import { type AnswerOf, answerOf, api, type ItemOf, type QueryOf } from './client.ts'
import type { paths } from './schema.d.ts'

export type Effect = ItemOf<'/api/effects'>
export type Arm = Effect['treated']

export const effectsQuery = (query: QueryOf<'/api/effects'>) =>
  queryOptions({
    queryKey: ['effects', query],
    queryFn: () => answerOf(api.GET('/api/effects', { params: { query } })),
  })

export const effectQuery = (journey: string) =>
  queryOptions({
    queryKey: ['effects', journey],
    queryFn: () => answerOf(api.GET('/api/effects/{journey}', { params: { path: { journey } } })),
  })

export type MetricResult = Effect['metrics'][number]
export type Unit = MetricResult['unit']
type PlanView = AnswerOf<'/api/effects/{journey}/plan'>
export type Plan = PlanView['plan']
export type SegmentEffects = AnswerOf<'/api/effects/{journey}/segments'>
export type Uplift = AnswerOf<'/api/effects/{journey}/uplift'>
export type SplitEffects = AnswerOf<'/api/effects/{journey}/splits'>
export type Attribution = AnswerOf<'/api/effects/{journey}/attribution'>

const path = (journey: string) => ({ path: { journey } })

export const computeEffect = (journey: string) =>
  answerOf(api.POST('/api/effects/{journey}/refresh', { params: path(journey) }))

export const effectPlanQuery = (journey: string) =>
  queryOptions({
    queryKey: ['effects', journey, 'plan'],
    // openapi-fetch widens the pairs of `between` to lists; the server's own description says what they are.
    queryFn: () =>
      answerOf(api.GET('/api/effects/{journey}/plan', { params: path(journey) })) as Promise<PlanView>,
  })

export const saveEffectPlan = (journey: string, version: number, body: Plan) =>
  answerOf(
    api.PUT('/api/effects/{journey}/plan', {
      params: path(journey),
      headers: { 'if-match': `"${version}"` },
      body,
    }),
  )

export const segmentEffectsQuery = (journey: string, query: QueryOf<'/api/effects/{journey}/segments'>) =>
  queryOptions({
    queryKey: ['effects', journey, 'segments', query],
    queryFn: () =>
      answerOf(api.GET('/api/effects/{journey}/segments', { params: { ...path(journey), query } })),
    retry: false,
  })

export const upliftQuery = (journey: string, query: QueryOf<'/api/effects/{journey}/uplift'>) =>
  queryOptions({
    queryKey: ['effects', journey, 'uplift', query],
    queryFn: () =>
      answerOf(api.GET('/api/effects/{journey}/uplift', { params: { ...path(journey), query } })),
    retry: false,
  })

export const splitEffectsQuery = (journey: string) =>
  queryOptions({
    queryKey: ['effects', journey, 'splits'],
    queryFn: () => answerOf(api.GET('/api/effects/{journey}/splits', { params: path(journey) })),
  })

export const attributionQuery = (journey: string, days: number) =>
  queryOptions({
    queryKey: ['effects', journey, 'attribution', days],
    queryFn: () =>
      answerOf(
        api.GET('/api/effects/{journey}/attribution', { params: { ...path(journey), query: { days } } }),
      ),
  })

type SizeQuestion = paths['/api/effects/sample-size']['post']['requestBody']['content']['application/json']

export const sampleSizeQuery = (body: SizeQuestion) =>
  queryOptions({
    queryKey: ['sample-size', body],
    queryFn: () => answerOf(api.POST('/api/effects/sample-size', { body })),
    retry: false,
  })
