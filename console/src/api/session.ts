import { queryOptions } from '@tanstack/react-query'
import { read, write } from './client.ts'
import { problemOf } from './problem.ts'

export interface Session {
  readonly user: { login: string; name: string; role: 'admin' | 'operator' | 'viewer'; locale: string }
  readonly scopes: readonly string[]
}

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    try {
      return await read<Session>('/api/session')
    } catch (error) {
      if (problemOf(error).status === 401) return null
      throw error
    }
  },
  staleTime: 5 * 60_000,
})

export const signIn = (login: string, password: string) => write<Session>('POST', '/api/session', { login, password })
export const signOut = () => write<void>('DELETE', '/api/session')
