import { queryOptions } from '@tanstack/react-query'
import { type AnswerOf, answerOf, api } from './client.ts'

export type ContactPolicy = AnswerOf<'/api/contact-policy'>

export const contactPolicyQuery = queryOptions({
  queryKey: ['contact-policy'],
  queryFn: () => answerOf(api.GET('/api/contact-policy')),
})
