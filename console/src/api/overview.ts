import { queryOptions } from '@tanstack/react-query'
import { type AnswerOf, answerOf, api } from './client.ts'

export type Overview = AnswerOf<'/api/overview'>

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: () => answerOf(api.GET('/api/overview')),
  refetchInterval: 5_000,
})
