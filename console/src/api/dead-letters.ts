import { queryOptions } from '@tanstack/react-query'
import { answerOf, api, type ItemOf, type QueryOf } from './client.ts'

export type DeadLetter = ItemOf<'/api/dead-letters'>

export const deadLettersQuery = (query: QueryOf<'/api/dead-letters'>) =>
  queryOptions({
    queryKey: ['dead-letters', query],
    queryFn: () => answerOf(api.GET('/api/dead-letters', { params: { query } })),
    refetchInterval: 10_000,
  })

export const deadLetterCountsQuery = (query: QueryOf<'/api/dead-letters/counts'>) =>
  queryOptions({
    queryKey: ['dead-letters', 'counts', query],
    queryFn: () => answerOf(api.GET('/api/dead-letters/counts', { params: { query } })),
  })

export const replayDeadLetters = (ids: string[]) =>
  answerOf(api.POST('/api/dead-letters/replay', { body: { ids } }))
export const discardDeadLetters = (ids: string[]) =>
  answerOf(api.POST('/api/dead-letters/discard', { body: { ids } }))
