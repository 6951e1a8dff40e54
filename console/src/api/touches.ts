import { queryOptions } from '@tanstack/react-query'
import { answerOf, api, type ItemOf, type QueryOf } from './client.ts'

export type Touch = ItemOf<'/api/touches'>

export const touchesQuery = (query: QueryOf<'/api/touches'>) =>
  queryOptions({
    queryKey: ['touches', query],
    queryFn: () => answerOf(api.GET('/api/touches', { params: { query } })),
  })
