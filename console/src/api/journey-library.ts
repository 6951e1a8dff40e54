import { queryOptions } from '@tanstack/react-query'
import { answerOf, api, type ItemOf, type QueryOf } from './client.ts'

export type LibraryItem = ItemOf<'/api/journey-library'>
const readLibraryJourney = (key: string) =>
  answerOf(api.GET('/api/journey-library/{key}', { params: { path: { key } } }))
export type LibraryJourney = Awaited<ReturnType<typeof readLibraryJourney>>

export const libraryQuery = (query: QueryOf<'/api/journey-library'>) =>
  queryOptions({
    queryKey: ['journey-library', query],
    queryFn: () => answerOf(api.GET('/api/journey-library', { params: { query } })),
  })

export const libraryJourneyQuery = (key: string) =>
  queryOptions({
    queryKey: ['journey-library', key],
    queryFn: () => readLibraryJourney(key),
  })

export const addFromLibrary = (key: string, as: string) =>
  answerOf(api.POST('/api/journey-library/{key}/journeys', { params: { path: { key } }, body: { key: as } }))
