import { queryOptions } from '@tanstack/react-query'
import { answerOf, api, type ItemOf, type QueryOf } from './client.ts'

export type Channel = ItemOf<'/api/channels'>
export type ChannelKey = Channel['channel']
export type ChannelRoute = Channel['routes'][number]
export type ChannelProvider = ItemOf<'/api/channel-providers'>
export type ChannelDeadLetter = ItemOf<'/api/channel-dead-letters'>

export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: () => answerOf(api.GET('/api/channels')),
  refetchInterval: 5_000,
})
export const channelProvidersQuery = queryOptions({
  queryKey: ['channel-providers'],
  queryFn: () => answerOf(api.GET('/api/channel-providers')),
  staleTime: Number.POSITIVE_INFINITY,
})
export const channelDeadLettersQuery = (query: QueryOf<'/api/channel-dead-letters'>) =>
  queryOptions({
    queryKey: ['channel-dead-letters', query],
    queryFn: () => answerOf(api.GET('/api/channel-dead-letters', { params: { query } })),
  })
export const deadLetterReasonsQuery = (query: QueryOf<'/api/channel-dead-letters/reasons'>) =>
  queryOptions({
    queryKey: ['channel-dead-letters', 'reasons', query],
    queryFn: () => answerOf(api.GET('/api/channel-dead-letters/reasons', { params: { query } })),
  })

export interface RouteInput {
  readonly provider: string
  readonly name: string
  readonly settings: Record<string, unknown>
  readonly weight: number
  readonly enabled: boolean
  readonly rate: number | null
  readonly breaker: { failures: number; seconds: number }
}

const ifMatch = (version: number) => ({ 'if-match': `"${version}"` })

export const addRoute = (channel: ChannelKey, body: RouteInput) =>
  answerOf(api.POST('/api/channels/{channel}/routes', { params: { path: { channel } }, body }))
export const changeRoute = (channel: ChannelKey, route: ChannelRoute, body: RouteInput) =>
  api.PUT('/api/channels/{channel}/routes/{id}', {
    params: { path: { channel, id: route.id } },
    headers: ifMatch(route.version),
    body,
  })
export const removeRoute = (channel: ChannelKey, id: number) =>
  api.DELETE('/api/channels/{channel}/routes/{id}', { params: { path: { channel, id } } })
export const saveChannelLimits = (
  channel: Channel,
  body: { hourlyLimit: number | null; outboxLimit: number | null; costMicros: number },
) =>
  api.PUT('/api/channels/{channel}', {
    params: { path: { channel: channel.channel } },
    headers: ifMatch(channel.version),
    body,
  })
export const testRoute = (
  channel: ChannelKey,
  id: number,
  body: { address: string; language: 'zh-CN' | 'en'; subject: string; body: string },
) =>
  answerOf(api.POST('/api/channels/{channel}/routes/{id}/test', { params: { path: { channel, id } }, body }))
export const retryDeadLetters = (body: { channel?: ChannelKey; reason?: string }) =>
  answerOf(api.POST('/api/channel-dead-letters/retry', { body }))
