import { queryOptions } from '@tanstack/react-query'
import { answerOf, api } from './client.ts'

/** Products whose key or name has this in it: enough to choose from. */
export const productsQuery = (search: string) =>
  queryOptions({
    queryKey: ['products', search],
    queryFn: () =>
      answerOf(
        api.GET('/api/products', { params: { query: { limit: 50, ...(search === '' ? {} : { search }) } } }),
      ),
    staleTime: 60_000,
  })
