import { queryOptions } from '@tanstack/react-query'
import { answerOf, api, type ItemOf, type QueryOf } from './client.ts'

export type Touch = ItemOf<'/api/touches'>

export const touchesQuery = (query: QueryOf<'/api/touches'>) =>
  queryOptions({
    queryKey: ['touches', query],
    queryFn: () => answerOf(api.GET('/api/touches', { params: { query } })),
  })

export const touchCountsQuery = (query: QueryOf<'/api/touches/counts'>) =>
  queryOptions({
    queryKey: ['touches', 'counts', query],
    queryFn: () => answerOf(api.GET('/api/touches/counts', { params: { query } })),
  })

export const touchQuery = (touch: string) =>
  queryOptions({
    queryKey: ['touches', 'one', touch],
    queryFn: () => answerOf(api.GET('/api/touches/{touch}', { params: { path: { touch } } })),
  })
