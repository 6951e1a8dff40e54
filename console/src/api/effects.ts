import { queryOptions } from '@tanstack/react-query'
import { answerOf, api, type ItemOf, type QueryOf } from './client.ts'

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
