import { QueryCache, QueryClient } from '@tanstack/react-query'
import { problemOf } from '../api/problem.ts'

/** Failures that another try may cure: no answer, or a store that is busy. */
const isPassing = (error: unknown) => [0, 502, 503, 504].includes(problemOf(error).status)

/** `onSignedOut` is called when the server no longer knows the session. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (problemOf(error).status === 401 && query.queryKey[0] !== 'session') onSignedOut()
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => isPassing(error) && failures < 2,
        refetchOnWindowFocus: false,
      },
    },
  })
}
