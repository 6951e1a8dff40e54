import { queryOptions } from '@tanstack/react-query'
import { answerOf, api, type ItemOf, type QueryOf } from './client.ts'

export type Duplicate = ItemOf<'/api/duplicates'>

export const duplicatesQuery = (query: QueryOf<'/api/duplicates'>) =>
  queryOptions({
    queryKey: ['duplicates', query],
    queryFn: () => answerOf(api.GET('/api/duplicates', { params: { query } })),
  })

const byId = (id: number) => ({ params: { path: { id } } })

export const acceptDuplicate = (id: number, note: string, keep: number | undefined) =>
  answerOf(
    api.POST('/api/duplicates/{id}/accept', {
      ...byId(id),
      body: { note, ...(keep === undefined ? {} : { keep }) },
    }),
  )
export const refuseDuplicate = (id: number, note: string) =>
  answerOf(api.POST('/api/duplicates/{id}/refuse', { ...byId(id), body: { note } }))
export const searchDuplicates = () => answerOf(api.POST('/api/duplicates/search', { body: {} }))

export const undoDuplicate = (id: number, note: string) =>
  answerOf(api.POST('/api/duplicates/{id}/undo', { ...byId(id), body: { note } }))

export type MergeLine = ItemOf<'/api/identity/merges'>
export type Conflict = ItemOf<'/api/identity/conflicts'>
export type SharedIdentifier = ItemOf<'/api/identity/shared'>

export const mergesQuery = (query: QueryOf<'/api/identity/merges'>) =>
  queryOptions({
    queryKey: ['identity', 'merges', query],
    queryFn: () => answerOf(api.GET('/api/identity/merges', { params: { query } })),
  })

export const conflictsQuery = (query: QueryOf<'/api/identity/conflicts'>) =>
  queryOptions({
    queryKey: ['identity', 'conflicts', query],
    queryFn: () => answerOf(api.GET('/api/identity/conflicts', { params: { query } })),
  })

export const sharedQuery = (query: QueryOf<'/api/identity/shared'>) =>
  queryOptions({
    queryKey: ['identity', 'shared', query],
    queryFn: () => answerOf(api.GET('/api/identity/shared', { params: { query } })),
  })

const byLink = (id: string) => ({ params: { path: { id } } })
/** Takes a merge apart: both sides get back what is theirs. */
export const undoMerge = (id: string, note: string) =>
  answerOf(api.POST('/api/identity/merges/{id}/undo', { ...byLink(id), body: { note } }))
export const allowShared = (id: string, note: string) =>
  answerOf(api.POST('/api/identity/shared/{id}/allow', { ...byLink(id), body: { note } }))
