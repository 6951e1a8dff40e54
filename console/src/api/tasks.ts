import { queryOptions } from '@tanstack/react-query'
import { answerOf, api, type ItemOf, type QueryOf } from './client.ts'

export type Lead = ItemOf<'/api/leads'>
export type Call = ItemOf<'/api/calls'>
export type CallOutcome = NonNullable<Call['outcome']>

export const leadsQuery = (query: QueryOf<'/api/leads'>) =>
  queryOptions({
    queryKey: ['leads', query],
    queryFn: () => answerOf(api.GET('/api/leads', { params: { query } })),
  })
export const changeLead = (id: string, status: Lead['status']) =>
  api.PUT('/api/leads/{id}/status', { params: { path: { id } }, body: { status } })

export const callsQuery = (query: QueryOf<'/api/calls'>) =>
  queryOptions({
    queryKey: ['calls', query],
    queryFn: () => answerOf(api.GET('/api/calls', { params: { query } })),
  })
export const recordCall = (id: string, outcome: CallOutcome, note: string) =>
  api.POST('/api/calls/{id}/outcome', { params: { path: { id } }, body: { outcome, note } })

/** How many calls a day managers can make; '' is everyone who is not named. */
export const callCapacitiesQuery = queryOptions({
  queryKey: ['call-capacities'],
  queryFn: async () => (await answerOf(api.GET('/api/call-capacities'))).items,
})
const named = (manager: string) => ({ path: { manager: manager === '' ? '*' : manager } })
export const saveCallCapacity = (manager: string, perDay: number, branch: string) =>
  api.PUT('/api/call-capacities/{manager}', { params: named(manager), body: { perDay, branch } })
export const dropCallCapacity = (manager: string) =>
  api.DELETE('/api/call-capacities/{manager}', { params: named(manager) })
