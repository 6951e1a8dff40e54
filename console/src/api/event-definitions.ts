import { queryOptions } from '@tanstack/react-query'
import { answerOf, api, type ItemOf, type QueryOf } from './client.ts'

export type EventDefinition = ItemOf<'/api/event-definitions'>

export const eventDefinitionsQuery = (query: QueryOf<'/api/event-definitions'>) =>
  queryOptions({
    queryKey: ['event-definitions', query],
    queryFn: () => answerOf(api.GET('/api/event-definitions', { params: { query } })),
  })

export const eventDefinitionQuery = (name: string) =>
  queryOptions({
    queryKey: ['event-definitions', name],
    queryFn: () => answerOf(api.GET('/api/event-definitions/{name}', { params: { path: { name } } })),
  })

export const setEventStatus = ({
  event,
  status,
}: {
  event: EventDefinition
  status: EventDefinition['status']
}) =>
  answerOf(
    api.PATCH('/api/event-definitions/{name}', {
      params: { path: { name: event.name } },
      headers: { 'if-match': `"${event.version}"` },
      body: { status },
    }),
  )
