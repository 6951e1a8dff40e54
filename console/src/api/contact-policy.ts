import { queryOptions } from '@tanstack/react-query'
import { type AnswerOf, answerOf, api, type ItemOf, type QueryOf } from './client.ts'

export type ContactPolicy = AnswerOf<'/api/contact-policy'>
export type PolicyVersion = ItemOf<'/api/contact-policy/versions'>
export type ContactCheck = AnswerOf<'/api/customers/{number}/contact-check'>
export type SuppressionList = ItemOf<'/api/suppression-lists'>
export type TradingYear = AnswerOf<'/api/trading-days/{year}'>

export const contactPolicyQuery = queryOptions({
  queryKey: ['contact-policy'],
  queryFn: () => answerOf(api.GET('/api/contact-policy')),
})

export const policyVersionsQuery = (query: QueryOf<'/api/contact-policy/versions'>) =>
  queryOptions({
    queryKey: ['contact-policy', 'versions', query],
    queryFn: () => answerOf(api.GET('/api/contact-policy/versions', { params: { query } })),
  })

const ifMatch = (version: number) => ({ 'if-match': `"${version}"` })

export const savePolicy = ({ version, ...policy }: ContactPolicy) =>
  answerOf(api.PUT('/api/contact-policy', { headers: ifMatch(version), body: policy }))

export const contactCheckQuery = (number: string, query: QueryOf<'/api/customers/{number}/contact-check'>) =>
  queryOptions({
    queryKey: ['contact-check', number, query],
    queryFn: () =>
      answerOf(api.GET('/api/customers/{number}/contact-check', { params: { path: { number }, query } })),
    retry: false,
  })

export const suppressionListsQuery = queryOptions({
  queryKey: ['suppression-lists'],
  queryFn: () => answerOf(api.GET('/api/suppression-lists')),
})

export const suppressionEntriesQuery = (
  key: string,
  query: QueryOf<'/api/suppression-lists/{key}/entries'>,
) =>
  queryOptions({
    queryKey: ['suppression-lists', key, query],
    queryFn: () =>
      answerOf(api.GET('/api/suppression-lists/{key}/entries', { params: { path: { key }, query } })),
  })

export type ListFields = Pick<SuppressionList, 'description' | 'blocks'> & {
  name: { 'zh-CN': string; en: string }
}

export const createList = (body: ListFields & { key: string }) =>
  answerOf(api.POST('/api/suppression-lists', { body }))

export const changeList = (list: SuppressionList, body: ListFields) =>
  answerOf(
    api.PUT('/api/suppression-lists/{key}', {
      params: { path: { key: list.key } },
      headers: ifMatch(list.version),
      body,
    }),
  )

export const archiveList = async (key: string) => {
  await api.DELETE('/api/suppression-lists/{key}', { params: { path: { key } } })
}

export const uploadEntries = (key: string, body: { content: string; active: boolean; evidence: string }) =>
  answerOf(api.POST('/api/suppression-lists/{key}/entries', { params: { path: { key } }, body }))

export const tradingYearQuery = (year: number) =>
  queryOptions({
    queryKey: ['trading-days', year],
    queryFn: () => answerOf(api.GET('/api/trading-days/{year}', { params: { path: { year } } })),
  })

export const saveTradingYear = ({ year, version, source, days }: TradingYear) =>
  answerOf(
    api.PUT('/api/trading-days/{year}', {
      params: { path: { year } },
      headers: ifMatch(version),
      body: { source, days },
    }),
  )
