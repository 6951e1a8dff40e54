import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { answerOf, api, type QueryOf } from './client.ts'
import { problemOf } from './problem.ts'

const readSaved = (id: number) => answerOf(api.GET('/api/analyses/{id}', { params: { path: { id } } }))
export type SavedAnalysis = Awaited<ReturnType<typeof readSaved>>
/** A question as the API takes it. */
export type Analysis = SavedAnalysis['analysis']

interface Asking {
  readonly analysis: Analysis
  /** Names who asks: a newer question of the same editor stops the older one in the store. */
  readonly editor: string
  /** Names this asking, so that its progress can be asked for. */
  readonly question?: string
  readonly fresh?: boolean
  readonly signal: AbortSignal
}
const ask = ({ analysis, editor, question, fresh = false, signal }: Asking) =>
  answerOf(api.POST('/api/analyses/run', { body: { analysis, editor, question, fresh }, signal }))
export type AnalysisAnswer = Awaited<ReturnType<typeof ask>>
/** An answer with the question that it belongs to. */
export interface Answered {
  readonly analysis: Analysis
  readonly answer: AnalysisAnswer
}
export type AnswerTable = AnalysisAnswer['tables'][number]
export type AnswerRow = AnswerTable['rows'][number]
export type AnswerColumn = AnswerTable['columns'][number]
export type AnswerSeries = AnalysisAnswer['series'][number]

/**
 * The answer to a question; giving the question up stops it in the store.
 * @param fresh counts how often the reader asked to compute again
 * @param onAsk is told the id of each asking, for `progressQuery`
 */
export const answerQuery = (
  analysis: Analysis | null,
  editor: string,
  fresh: number,
  onAsk?: (question: string) => void,
) =>
  queryOptions({
    queryKey: ['analysis-answer', JSON.stringify(analysis), fresh],
    queryFn: async ({ signal }): Promise<Answered> => {
      if (analysis === null) throw new Error('Nothing is asked')
      const question = crypto.randomUUID()
      onAsk?.(question)
      return { analysis, answer: await ask({ analysis, editor, question, fresh: fresh > 0, signal }) }
    },
    enabled: analysis !== null,
    // A question that was given up may arrive after the one that took its place, and stop it: that is asked again.
    retry: (failures, error) => problemOf(error).status === 409 && failures < 3,
    retryDelay: 60,
    staleTime: 60_000,
    gcTime: 300_000,
  })

const readProgress = (question: string) =>
  answerOf(api.GET('/api/analyses/progress/{question}', { params: { path: { question } } }))
export type AnswerProgress = Awaited<ReturnType<typeof readProgress>>
const progressMilliseconds = 700

/** How far a question is while it is being answered; asked again and again. */
export const progressQuery = (question: string) =>
  queryOptions({
    queryKey: ['analysis-progress', question],
    queryFn: () => readProgress(question),
    refetchInterval: progressMilliseconds,
    // The answer may come in between: then there is nothing to tell.
    retry: false,
    gcTime: 0,
  })

/** A cell of an answer: who is behind it. */
export interface Cell {
  readonly analysis: Analysis
  readonly cell: string
  readonly asOf: string
}
const membersOf = (cell: Cell, cursor: string | undefined, signal: AbortSignal) =>
  answerOf(api.POST('/api/analyses/members', { body: { ...cell, limit: 50, cursor }, signal }))

export const cellMembersPages = (cell: Cell) =>
  infiniteQueryOptions({
    queryKey: ['analysis-members', cell],
    queryFn: ({ pageParam, signal }) => membersOf(cell, pageParam ?? undefined, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    staleTime: 60_000,
  })

export const saveCellAsSegment = (
  cell: Cell,
  segment: { key: string; name: { 'zh-CN': string; en: string }; description: string },
) => answerOf(api.POST('/api/analyses/segment', { body: { ...cell, ...segment } }))

export const savedAnalysesQuery = (query: QueryOf<'/api/analyses'>) =>
  queryOptions({
    queryKey: ['analyses', query],
    queryFn: () => answerOf(api.GET('/api/analyses', { params: { query } })),
  })

export const savedAnalysisQuery = (id: number) =>
  queryOptions({ queryKey: ['analyses', id], queryFn: () => readSaved(id) })

export interface AnalysisToSave {
  readonly name: { 'zh-CN': string; en: string }
  readonly description: string
  readonly analysis: Analysis
}
const withVersion = ({ version }: Pick<SavedAnalysis, 'version'>) => ({ 'if-match': `"${version}"` })
type Versioned = Pick<SavedAnalysis, 'id' | 'version'>

export const createAnalysis = (body: AnalysisToSave) => answerOf(api.POST('/api/analyses', { body }))
export const changeAnalysis = (saved: Versioned, body: AnalysisToSave) =>
  answerOf(
    api.PUT('/api/analyses/{id}', {
      params: { path: { id: saved.id } },
      headers: withVersion(saved),
      body,
    }),
  )
export const deleteAnalysis = (saved: Versioned) =>
  api.DELETE('/api/analyses/{id}', { params: { path: { id: saved.id } }, headers: withVersion(saved) })
