import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { type AnswerOf, answerOf, api, type ItemOf } from './client.ts'

export type LabSchema = AnswerOf<'/api/sql-lab/schema'>
export type LabTable = LabSchema['tables'][number]
export type SavedQuery = ItemOf<'/api/sql-lab/queries'>
export type SqlRun = ItemOf<'/api/sql-lab/runs'>

export const labSchemaQuery = queryOptions({
  queryKey: ['sql-lab', 'schema'],
  queryFn: () => answerOf(api.GET('/api/sql-lab/schema')),
  staleTime: 60_000,
})

export const runStatement = (sql: string, signal: AbortSignal) =>
  answerOf(api.POST('/api/sql-lab/run', { body: { sql }, signal }))
export type StatementAnswer = Awaited<ReturnType<typeof runStatement>>

export const checkStatement = (sql: string, signal: AbortSignal) =>
  answerOf(api.POST('/api/sql-lab/check', { body: { sql }, signal }))
export const checkQuery = (sql: string) =>
  queryOptions({
    queryKey: ['sql-lab', 'check', sql],
    queryFn: ({ signal }) => checkStatement(sql, signal),
    staleTime: 60_000,
  })
export type StatementProblem = NonNullable<Awaited<ReturnType<typeof checkStatement>>['problem']>

/** The rows of a statement as a file. */
export const exportStatement = (sql: string, format: 'csv' | 'xlsx'): Promise<Blob> =>
  answerOf(api.POST('/api/sql-lab/exports', { body: { sql, format }, parseAs: 'blob' }))

export const savedQueriesPages = (search: string) =>
  infiniteQueryOptions({
    queryKey: ['sql-lab', 'queries', search],
    queryFn: ({ pageParam }) =>
      answerOf(
        api.GET('/api/sql-lab/queries', {
          params: { query: { limit: 50, search: search || undefined, cursor: pageParam ?? undefined } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })

export const sqlRunsPages = infiniteQueryOptions({
  queryKey: ['sql-lab', 'runs'],
  queryFn: ({ pageParam }) =>
    answerOf(
      api.GET('/api/sql-lab/runs', { params: { query: { limit: 30, cursor: pageParam ?? undefined } } }),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: ({ next }) => next,
  // A statement that was stopped ends a moment later.
  refetchInterval: ({ state }) =>
    state.data?.pages.some(({ items }) => items.some((run) => run.state === 'running')) === true
      ? 1_000
      : false,
})

export interface QueryToSave {
  readonly name: string
  readonly description: string
  readonly sql: string
  readonly shared: boolean
}
const withVersion = ({ version }: Pick<SavedQuery, 'version'>) => ({ 'if-match': `"${version}"` })

export const createQuery = (body: QueryToSave) => answerOf(api.POST('/api/sql-lab/queries', { body }))
export const changeQuery = (saved: Pick<SavedQuery, 'id' | 'version'>, body: QueryToSave) =>
  answerOf(
    api.PUT('/api/sql-lab/queries/{id}', {
      params: { path: { id: saved.id } },
      headers: withVersion(saved),
      body,
    }),
  )
export const deleteQuery = (saved: Pick<SavedQuery, 'id' | 'version'>) =>
  api.DELETE('/api/sql-lab/queries/{id}', { params: { path: { id: saved.id } }, headers: withVersion(saved) })
