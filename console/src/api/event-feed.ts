import { queryOptions } from '@tanstack/react-query'
import { answerOf, api, type ItemOf, type QueryOf } from './client.ts'

export type FeedEvent = ItemOf<'/api/event-feed'>

export const eventFeedQuery = (query: QueryOf<'/api/event-feed'>, live: boolean) =>
  queryOptions({
    queryKey: ['event-feed', query],
    queryFn: () => answerOf(api.GET('/api/event-feed', { params: { query } })),
    refetchInterval: live ? 2_000 : false,
  })

/** Events of each source in the last 24 hours. */
export const sourceCountsQuery = queryOptions({
  queryKey: ['event-feed', 'counts'],
  queryFn: () => answerOf(api.GET('/api/event-feed/counts')),
  refetchInterval: 10_000,
})
