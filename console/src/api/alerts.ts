import { queryOptions } from '@tanstack/react-query'
import { type AnswerOf, answerOf, api, type ItemOf, type QueryOf } from './client.ts'
import type { paths } from './schema.d.ts'

export type AlertRule = ItemOf<'/api/alerts/rules'>
export type Finding = ItemOf<'/api/alerts/findings'>
export type FindingDetail = AnswerOf<'/api/alerts/findings/{id}'>
export type AlertRuleFields = paths['/api/alerts/rules']['post']['requestBody']['content']['application/json']
type FindingAnswer =
  paths['/api/alerts/findings/{id}/journey']['post']['requestBody']['content']['application/json']

export const findingsQuery = (query: QueryOf<'/api/alerts/findings'>) =>
  queryOptions({
    queryKey: ['findings', query],
    queryFn: () => answerOf(api.GET('/api/alerts/findings', { params: { query } })),
  })

export const findingQuery = (id: number) =>
  queryOptions({
    queryKey: ['findings', id],
    queryFn: () => answerOf(api.GET('/api/alerts/findings/{id}', { params: { path: { id } } })),
  })

export const alertRulesQuery = (query: QueryOf<'/api/alerts/rules'>) =>
  queryOptions({
    queryKey: ['alert-rules', query],
    queryFn: () => answerOf(api.GET('/api/alerts/rules', { params: { query } })),
  })

const byId = (id: number) => ({ params: { path: { id } } })

export const moveFinding = (id: number, to: 'acknowledge' | 'resolve', note: string) =>
  to === 'acknowledge'
    ? answerOf(api.POST('/api/alerts/findings/{id}/acknowledge', { ...byId(id), body: { note } }))
    : answerOf(api.POST('/api/alerts/findings/{id}/resolve', { ...byId(id), body: { note } }))

export const answerFinding = (id: number, body: FindingAnswer) =>
  answerOf(api.POST('/api/alerts/findings/{id}/journey', { ...byId(id), body }))

export const createAlertRule = (body: AlertRuleFields) => answerOf(api.POST('/api/alerts/rules', { body }))

export const changeAlertRule = (key: string, version: number, body: Omit<AlertRuleFields, 'key'>) =>
  answerOf(
    api.PUT('/api/alerts/rules/{key}', {
      params: { path: { key } },
      headers: { 'if-match': `"${version}"` },
      body,
    }),
  )

export const removeAlertRule = ({ key, version }: AlertRule) =>
  api.DELETE('/api/alerts/rules/{key}', {
    params: { path: { key } },
    headers: { 'if-match': `"${version}"` },
  })
