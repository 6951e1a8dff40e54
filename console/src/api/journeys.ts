import { queryOptions } from '@tanstack/react-query'
import { type AnswerOf, answerOf, api, type ItemOf, type QueryOf } from './client.ts'

export type JourneySummary = ItemOf<'/api/journeys'>
export type Journey = AnswerOf<'/api/journeys/{key}'>

export const journeysQuery = (query: QueryOf<'/api/journeys'>) =>
  queryOptions({
    queryKey: ['journeys', query],
    queryFn: () => answerOf(api.GET('/api/journeys', { params: { query } })),
  })

/** A journey moves with every tick, so it is asked again while one looks. */
export const journeyQuery = (key: string) =>
  queryOptions({
    queryKey: ['journeys', key],
    queryFn: () => answerOf(api.GET('/api/journeys/{key}', { params: { path: { key } } })),
    refetchInterval: 10_000,
  })
