import { queryOptions } from '@tanstack/react-query'
import { answerOf, api, type ItemOf, type QueryOf } from './client.ts'

export type Source = ItemOf<'/api/sources'>

export const sourcesQuery = (query: QueryOf<'/api/sources'> = {}) =>
  queryOptions({
    queryKey: ['sources', query],
    queryFn: () => answerOf(api.GET('/api/sources', { params: { query } })),
  })

/** Every source, for names and filters. */
export const allSourcesQuery = sourcesQuery({ limit: 200 })
