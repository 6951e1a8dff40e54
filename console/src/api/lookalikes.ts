import { queryOptions } from '@tanstack/react-query'
import { type AnswerOf, answerOf, api } from './client.ts'
import type { SegmentDefinition } from './segments.ts'

export type Lookalike = AnswerOf<'/api/lookalikes/{id}'>
export type LookalikeResult = NonNullable<Lookalike['result']>

/** The latest lookalike of a segment. */
export const latestLookalikeQuery = (segment: string) =>
  queryOptions({
    queryKey: ['lookalikes', segment],
    queryFn: async (): Promise<Lookalike | null> => {
      const { items } = await answerOf(
        api.GET('/api/lookalikes', { params: { query: { segment, limit: 1 } } }),
      )
      const [first] = items
      return first === undefined
        ? null
        : answerOf(api.GET('/api/lookalikes/{id}', { params: { path: { id: first.id } } }))
    },
    refetchInterval: ({ state }) =>
      state.data?.state === 'queued' || state.data?.state === 'running' ? 1_000 : false,
  })

export const startLookalike = (segment: string, among: string | undefined) =>
  answerOf(api.POST('/api/lookalikes', { body: { segment, ...(among === undefined ? {} : { among }) } }))

export const saveLookalike = (
  id: number,
  body: Pick<SegmentDefinition, 'name' | 'description'> & { key: string; size: number },
) => answerOf(api.POST('/api/lookalikes/{id}/segments', { params: { path: { id } }, body }))
