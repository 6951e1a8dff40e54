import { queryOptions } from '@tanstack/react-query'
import { type AnswerOf, answerOf, api, type ItemOf, type QueryOf } from './client.ts'

export type TemplateSummary = ItemOf<'/api/templates'>
export type Template = AnswerOf<'/api/templates/{key}'>
export type TemplateChannel = Template['channel']
export type TemplateVersion = ItemOf<'/api/templates/{key}/versions'>
export type ContentProblem = Template['problems'][number]
export type TemplateVariable = AnswerOf<'/api/template-variables'>['items'][number]
export type SensitiveWord = ItemOf<'/api/sensitive-words'>
export type ContentPolicy = AnswerOf<'/api/content-policy'>
export type Language = Template['fallback']
/** What a message says in one language; its shape follows the channel. */
export type Content = Readonly<Record<string, unknown>>

/** What is sent to save or preview a template. */
export interface TemplateInput {
  readonly key: string
  readonly channel: TemplateChannel
  readonly name: { readonly 'zh-CN': string; readonly en: string }
  readonly description: string
  readonly category: Template['category']
  readonly fallback: Language
  readonly defaults: Template['defaults']
  /** The product it offers, for the gate; null = none. */
  readonly product?: string | null
  readonly general?: boolean
  readonly content: Readonly<Partial<Record<Language, Content>>>
}

const ifMatch = (version: number) => ({ 'if-match': `"${version}"` })

export const templatesQuery = (query: QueryOf<'/api/templates'>) =>
  queryOptions({
    queryKey: ['templates', query],
    queryFn: () => answerOf(api.GET('/api/templates', { params: { query } })),
  })

export const templateQuery = (key: string) =>
  queryOptions({
    queryKey: ['templates', key],
    queryFn: () => answerOf(api.GET('/api/templates/{key}', { params: { path: { key } } })),
  })

export const templateVariablesQuery = queryOptions({
  queryKey: ['template-variables'],
  queryFn: () => answerOf(api.GET('/api/template-variables')),
  staleTime: 60_000,
})

export interface PreviewQuestion {
  readonly template: TemplateInput
  readonly customers: readonly string[]
  readonly segment?: string
  readonly count: number
}

export const templatePreviewQuery = (question: PreviewQuestion) =>
  queryOptions({
    queryKey: ['template-preview', question],
    // The content's shape follows its channel, which the server checks.
    queryFn: ({ signal }) =>
      answerOf(api.POST('/api/template-previews', { body: question as never, signal })),
    retry: false,
    gcTime: 60_000,
  })
export type TemplatePreview = Awaited<
  ReturnType<NonNullable<ReturnType<typeof templatePreviewQuery>['queryFn']>>
>
export type TemplateSample = TemplatePreview['samples'][number]

export const audienceQuery = (key: string, segment: string) =>
  queryOptions({
    queryKey: ['templates', key, 'audience', segment],
    queryFn: () =>
      answerOf(api.GET('/api/templates/{key}/audience', { params: { path: { key }, query: { segment } } })),
    retry: false,
  })

export const templateVersionsQuery = (key: string) =>
  queryOptions({
    queryKey: ['templates', key, 'versions'],
    queryFn: () =>
      answerOf(
        api.GET('/api/templates/{key}/versions', { params: { path: { key }, query: { limit: 100 } } }),
      ),
  })

export const createTemplate = (body: TemplateInput) =>
  answerOf(api.POST('/api/templates', { body: body as never }))
export const changeTemplate = (version: number, body: TemplateInput) =>
  answerOf(
    api.PUT('/api/templates/{key}', {
      params: { path: { key: body.key } },
      headers: ifMatch(version),
      body: body as never,
    }),
  )
export const publishTemplate = (key: string, version: number, note: string) =>
  answerOf(
    api.POST('/api/templates/{key}/versions', {
      params: { path: { key } },
      headers: ifMatch(version),
      body: { note },
    }),
  )
export const decideTemplate = (key: string, version: number, approve: boolean, note: string) =>
  answerOf(
    api.POST('/api/templates/{key}/versions/{version}/decision', {
      params: { path: { key, version } },
      body: { approve, note },
    }),
  )
export const restoreTemplate = (key: string, version: number, basedOn: number) =>
  answerOf(
    api.POST('/api/templates/{key}/versions/{version}/restoration', {
      params: { path: { key, version } },
      headers: ifMatch(basedOn),
    }),
  )
export const retireTemplate = (key: string, version: number) =>
  api.DELETE('/api/templates/{key}', { params: { path: { key } }, headers: ifMatch(version) })

export const sensitiveWordsQuery = (query: QueryOf<'/api/sensitive-words'>) =>
  queryOptions({
    queryKey: ['sensitive-words', query],
    queryFn: () => answerOf(api.GET('/api/sensitive-words', { params: { query } })),
  })
export const saveSensitiveWord = (body: {
  word: string
  severity: SensitiveWord['severity']
  topic: string
  source: string
  suggestion: string
}) => answerOf(api.PUT('/api/sensitive-words', { body }))
export const deleteSensitiveWord = (word: string) =>
  api.DELETE('/api/sensitive-words/{word}', { params: { path: { word } } })

export const contentPolicyQuery = queryOptions({
  queryKey: ['content-policy'],
  queryFn: () => answerOf(api.GET('/api/content-policy')),
})
export const saveContentPolicy = ({ version, ...body }: ContentPolicy) =>
  answerOf(api.PUT('/api/content-policy', { headers: ifMatch(version), body }))
