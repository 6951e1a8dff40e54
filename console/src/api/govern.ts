import { queryOptions } from '@tanstack/react-query'
import { answerOf, api, type ItemOf, type QueryOf } from './client.ts'

export type User = ItemOf<'/api/users'>
export type ApiKey = ItemOf<'/api/api-keys'>
export type AuditEntry = ItemOf<'/api/audit'>
export type Job = ItemOf<'/api/jobs'>

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: () => answerOf(api.GET('/api/users')),
})

export interface UserToSave {
  readonly name: string
  readonly role: User['role']
  readonly locale: User['locale']
  readonly dataScope: string[] | null
}

export const createUser = (body: UserToSave & { login: string; password: string }) =>
  answerOf(api.POST('/api/users', { body }))
export const changeUser = (
  { id, version }: Pick<User, 'id' | 'version'>,
  body: UserToSave & { password?: string; disabled: boolean },
) =>
  answerOf(
    api.PATCH('/api/users/{id}', { params: { path: { id } }, headers: { 'if-match': `"${version}"` }, body }),
  )

export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: () => answerOf(api.GET('/api/api-keys')),
})

export const auditQuery = (query: QueryOf<'/api/audit'>) =>
  queryOptions({
    queryKey: ['audit', query],
    queryFn: () => answerOf(api.GET('/api/audit', { params: { query } })),
  })

/** Jobs change while one looks: asked again every two seconds while any of them runs or waits. */
export const jobsQuery = (query: QueryOf<'/api/jobs'>) =>
  queryOptions({
    queryKey: ['jobs', query],
    queryFn: () => answerOf(api.GET('/api/jobs', { params: { query } })),
    refetchInterval: ({ state }) =>
      state.data?.items.some((job) => job.state === 'queued' || job.state === 'running') === true
        ? 2_000
        : 10_000,
  })

export const cancelJob = (id: string) => api.POST('/api/jobs/{id}/cancellation', { params: { path: { id } } })
