import { queryOptions } from '@tanstack/react-query'
import { answerOf, api, type ItemOf, type QueryOf } from './client.ts'

const path = (id: number) => ({ path: { id } })
const readBoard = (id: number) => answerOf(api.GET('/api/dashboards/{id}', { params: path(id) }))
export type Dashboard = Awaited<ReturnType<typeof readBoard>>
export type Widget = Dashboard['widgets'][number]
export type WidgetContent = Widget['content']
export type BoardFilters = Dashboard['filters']
export type DashboardSummary = ItemOf<'/api/dashboards'>
export type Sharing = Dashboard['sharing']
export type Mark = ItemOf<'/api/annotations'>
export type Annotation = Extract<Mark, { of: 'annotation' }>
export type Mailing = ItemOf<'/api/dashboards/{id}/mailings'>

type Versioned = Pick<Dashboard, 'id' | 'version'>
const ifMatch = ({ version }: { version: number }) => ({ 'if-match': `"${version}"` })

export const dashboardsQuery = (query: QueryOf<'/api/dashboards'>) =>
  queryOptions({
    queryKey: ['dashboards', 'list', query],
    queryFn: () => answerOf(api.GET('/api/dashboards', { params: { query } })),
  })

export const dashboardQuery = (id: number) =>
  queryOptions({
    queryKey: ['dashboards', id],
    queryFn: () => readBoard(id),
  })

/** What a board is when it is saved. */
export interface BoardDocument {
  readonly name: { 'zh-CN': string; en: string }
  readonly description: string
  readonly widgets: Widget[]
  readonly filters: BoardFilters
}
export const createDashboard = (body: BoardDocument) => answerOf(api.POST('/api/dashboards', { body }))
export const changeDashboard = (board: Versioned, body: BoardDocument) =>
  answerOf(
    api.PUT('/api/dashboards/{id}', { params: path(board.id), headers: ifMatch(board), body: { ...body } }),
  )
export const copyDashboard = (id: number, name: BoardDocument['name']) =>
  answerOf(api.POST('/api/dashboards/{id}/copies', { params: path(id), body: { name } }))
export const archiveDashboard = (board: Versioned) =>
  answerOf(api.POST('/api/dashboards/{id}/archive', { params: path(board.id), headers: ifMatch(board) }))
export const restoreDashboard = (board: Versioned) =>
  answerOf(api.POST('/api/dashboards/{id}/restore', { params: path(board.id), headers: ifMatch(board) }))
export const deleteDashboard = (board: Versioned) =>
  api.DELETE('/api/dashboards/{id}', { params: path(board.id), headers: ifMatch(board) })
export const shareDashboard = (board: Versioned, body: Sharing & { owner?: string }) =>
  api.PUT('/api/dashboards/{id}/sharing', { params: path(board.id), headers: ifMatch(board), body })

export type ExportFormat = 'csv' | 'xlsx'
/** The numbers of a board, or of one widget, as a file. */
export const exportDashboard = (
  id: number,
  body: { format: ExportFormat; language: 'zh-CN' | 'en'; widget?: string; filters: BoardFilters },
): Promise<Blob> =>
  answerOf(api.POST('/api/dashboards/{id}/exports', { params: path(id), body, parseAs: 'blob' }))

export const peopleQuery = queryOptions({
  queryKey: ['dashboard-people'],
  queryFn: () => answerOf(api.GET('/api/dashboard-people')),
  staleTime: 60_000,
})

export const readyBoardsQuery = queryOptions({
  queryKey: ['dashboards', 'library'],
  queryFn: () => answerOf(api.GET('/api/dashboard-library')),
})
export const addReadyBoards = (keys: string[]) =>
  answerOf(api.POST('/api/dashboard-library', { body: { keys } }))

const ask = (widgets: Widget[], filters: BoardFilters, signal: AbortSignal) =>
  answerOf(api.POST('/api/dashboard-questions', { body: { widgets, filters }, signal }))
export type WidgetQuestion = Awaited<ReturnType<typeof ask>>['items'][number]

/** What widgets ask with filters laid over their questions; where they stand on the board makes no difference. */
export const questionsQuery = (widgets: readonly Widget[], filters: BoardFilters) => {
  const asked = widgets.map((widget, y) => ({ ...widget, x: 0, y, w: 1, h: 1 }))
  return queryOptions({
    queryKey: ['dashboard-questions', JSON.stringify([asked, filters])],
    queryFn: ({ signal }) => ask(asked, filters, signal),
    // Ranges like "the last 30 days" go on at midnight.
    staleTime: 60_000,
  })
}
export type MetricQuestion = Extract<WidgetQuestion, { kind: 'metric' }>['question']

const askMetric = (question: MetricQuestion, signal: AbortSignal) =>
  answerOf(api.POST('/api/dashboard-metrics', { body: question, signal }))
export type MetricAnswer = Awaited<ReturnType<typeof askMetric>>

export const metricAnswerQuery = (question: MetricQuestion) =>
  queryOptions({
    queryKey: ['dashboard-metrics', question],
    queryFn: ({ signal }) => askMetric(question, signal),
    staleTime: 60_000,
  })

export const marksQuery = (dashboard: number | undefined, days: { from: string; to: string }) =>
  queryOptions({
    queryKey: ['annotations', dashboard, days],
    queryFn: () => answerOf(api.GET('/api/annotations', { params: { query: { ...days, dashboard } } })),
    staleTime: 60_000,
  })
export interface AnnotationInput {
  readonly name: { 'zh-CN': string; en: string }
  readonly firstDay: string
  readonly lastDay: string
  readonly dashboard: number | null
}
export const saveAnnotation = (one: Pick<Annotation, 'id' | 'version'> | undefined, body: AnnotationInput) =>
  one === undefined
    ? answerOf(api.POST('/api/annotations', { body }))
    : answerOf(api.PUT('/api/annotations/{id}', { params: path(one.id), headers: ifMatch(one), body }))
export const deleteAnnotation = (one: Pick<Annotation, 'id' | 'version'>) =>
  api.DELETE('/api/annotations/{id}', { params: path(one.id), headers: ifMatch(one) })

export const mailingsQuery = (id: number) =>
  queryOptions({
    queryKey: ['dashboards', id, 'mailings'],
    queryFn: () => answerOf(api.GET('/api/dashboards/{id}/mailings', { params: path(id) })),
  })
export type MailingInput = Pick<Mailing, 'recipients' | 'language' | 'schedule' | 'filters' | 'enabled'>
const mailingPath = ({ dashboard, id }: Pick<Mailing, 'dashboard' | 'id'>) => ({
  path: { id: dashboard, mailing: id },
})
export const saveMailing = (dashboard: number, mailing: Mailing | undefined, body: MailingInput) =>
  mailing === undefined
    ? answerOf(api.POST('/api/dashboards/{id}/mailings', { params: path(dashboard), body }))
    : answerOf(
        api.PUT('/api/dashboards/{id}/mailings/{mailing}', {
          params: mailingPath(mailing),
          headers: ifMatch(mailing),
          body,
        }),
      )
/** A board as the mail that would go out now. */
export const mailPreviewQuery = (
  dashboard: number,
  body: Pick<MailingInput, 'language'> & { filters: BoardFilters | null },
) =>
  queryOptions({
    queryKey: ['dashboards', dashboard, 'mail-preview', body],
    queryFn: ({ signal }) =>
      answerOf(api.POST('/api/dashboards/{id}/mail-previews', { params: path(dashboard), body, signal })),
    staleTime: 60_000,
  })
export const deleteMailing = (mailing: Mailing) =>
  api.DELETE('/api/dashboards/{id}/mailings/{mailing}', {
    params: mailingPath(mailing),
    headers: ifMatch(mailing),
  })
export const sendMailing = (mailing: Mailing) =>
  answerOf(api.POST('/api/dashboards/{id}/mailings/{mailing}/sendings', { params: mailingPath(mailing) }))
export const sendingsQuery = (mailing: Pick<Mailing, 'dashboard' | 'id'>) =>
  queryOptions({
    queryKey: ['dashboards', mailing.dashboard, 'mailings', mailing.id, 'sendings'],
    queryFn: () =>
      answerOf(
        api.GET('/api/dashboards/{id}/mailings/{mailing}/sendings', {
          params: { ...mailingPath(mailing), query: { limit: 10 } },
        }),
      ),
  })
