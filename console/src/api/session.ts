import { queryOptions } from '@tanstack/react-query'
import { type AnswerOf, answerOf, api } from './client.ts'
import { problemOf } from './problem.ts'

export type Session = AnswerOf<'/api/session'>
export type Scope = Session['scopes'][number]

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    try {
      return await answerOf(api.GET('/api/session'))
    } catch (error) {
      if (problemOf(error).status === 401) return null
      throw error
    }
  },
  staleTime: 5 * 60_000,
})

export const signIn = (login: string, password: string) =>
  answerOf(api.POST('/api/session', { body: { login, password } }))
export const signOut = () => api.DELETE('/api/session')
