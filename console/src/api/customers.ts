import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { type AnswerOf, answerOf, api, type ItemOf, type QueryOf } from './client.ts'

export type FoundCustomer = ItemOf<'/api/customers'>
export type CustomerFilters = Pick<QueryOf<'/api/customers'>, 'branch' | 'risk' | 'tag' | 'tagValue'>
export type Profile = AnswerOf<'/api/customers/{number}'>
export type Identity = AnswerOf<'/api/customers/{number}/identity'>
export type Holding = ItemOf<'/api/customers/{number}/holdings'>
export type Aum = AnswerOf<'/api/customers/{number}/aum'>
export type TagValue = ItemOf<'/api/customers/{number}/tags'>
export type TimelineEvent = ItemOf<'/api/customers/{number}/events'>
export type TimelineFilters = Omit<QueryOf<'/api/customers/{number}/events'>, 'cursor' | 'limit'>
export type Relation = ItemOf<'/api/customers/{number}/relations'>
export type Membership = ItemOf<'/api/customers/{number}/segments'>
export type CustomerJourney = ItemOf<'/api/customers/{number}/journeys'>
export type CustomerTouch = ItemOf<'/api/customers/{number}/touches'>

const path = (number: string) => ({ params: { path: { number } } })
/** What is known of a customer is asked again for every look, and forgotten soon after it. */
const ofPerson = { staleTime: 30_000, gcTime: 60_000 } as const

/** The query stands in the body of the request and nowhere else: it may be a name or a phone number. */
export const customersQuery = (query: string, filters: CustomerFilters) =>
  infiniteQueryOptions({
    queryKey: ['customers', 'search', query, filters],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        api.POST('/api/customers/searches', {
          body: { query, ...filters, limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    ...ofPerson,
  })

export const profileQuery = (number: string) =>
  queryOptions({
    queryKey: ['customers', number],
    queryFn: () => answerOf(api.GET('/api/customers/{number}', path(number))),
    ...ofPerson,
  })

export const identityQuery = (number: string) =>
  queryOptions({
    queryKey: ['customers', number, 'identity'],
    queryFn: () => answerOf(api.GET('/api/customers/{number}/identity', path(number))),
    ...ofPerson,
  })

export const identifiersQuery = (number: string) =>
  queryOptions({
    queryKey: ['customers', number, 'identifiers'],
    queryFn: () => answerOf(api.GET('/api/customers/{number}/identifiers', path(number))),
    ...ofPerson,
  })

export const customerMergesQuery = (number: string) =>
  queryOptions({
    queryKey: ['customers', number, 'merges'],
    queryFn: () => answerOf(api.GET('/api/customers/{number}/merges', path(number))),
    ...ofPerson,
  })

export const holdingsQuery = (number: string) =>
  queryOptions({
    queryKey: ['customers', number, 'holdings'],
    queryFn: () => answerOf(api.GET('/api/customers/{number}/holdings', path(number))),
    ...ofPerson,
  })

export const aumQuery = (number: string) =>
  queryOptions({
    queryKey: ['customers', number, 'aum'],
    queryFn: () => answerOf(api.GET('/api/customers/{number}/aum', path(number))),
    ...ofPerson,
  })

export const tagValuesQuery = (number: string) =>
  queryOptions({
    queryKey: ['customers', number, 'tags'],
    queryFn: () => answerOf(api.GET('/api/customers/{number}/tags', path(number))),
    ...ofPerson,
  })

export const timelineQuery = (number: string, filters: TimelineFilters) =>
  infiniteQueryOptions({
    queryKey: ['customers', number, 'events', filters],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        api.GET('/api/customers/{number}/events', {
          params: {
            path: { number },
            query: { ...filters, limit: 40, ...(pageParam === '' ? {} : { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    ...ofPerson,
  })

export const timelineCountsQuery = (number: string) =>
  queryOptions({
    queryKey: ['customers', number, 'event-counts'],
    queryFn: () => answerOf(api.GET('/api/customers/{number}/events/counts', path(number))),
    ...ofPerson,
  })

export const relationsQuery = (number: string) =>
  queryOptions({
    queryKey: ['customers', number, 'relations'],
    queryFn: () => answerOf(api.GET('/api/customers/{number}/relations', path(number))),
    ...ofPerson,
  })

export const membershipsQuery = (number: string) =>
  queryOptions({
    queryKey: ['customers', number, 'segments'],
    queryFn: () => answerOf(api.GET('/api/customers/{number}/segments', path(number))),
    ...ofPerson,
  })

export const customerJourneysQuery = (number: string) =>
  queryOptions({
    queryKey: ['customers', number, 'journeys'],
    queryFn: () => answerOf(api.GET('/api/customers/{number}/journeys', path(number))),
    ...ofPerson,
  })

export const customerTouchesQuery = (number: string) =>
  infiniteQueryOptions({
    queryKey: ['customers', number, 'touches'],
    queryFn: ({ pageParam }) =>
      answerOf(
        api.GET('/api/customers/{number}/touches', {
          params: {
            path: { number },
            query: { limit: 30, ...(pageParam === '' ? {} : { cursor: pageParam }) },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    ...ofPerson,
  })

export const benefitsQuery = (number: string) =>
  queryOptions({
    queryKey: ['customers', number, 'benefits'],
    queryFn: () => answerOf(api.GET('/api/customers/{number}/benefits', path(number))),
    ...ofPerson,
  })

export const organisationsQuery = queryOptions({
  queryKey: ['organisations'],
  queryFn: () => answerOf(api.GET('/api/organisations')),
  staleTime: 10 * 60_000,
})

export const unmaskableFields = ['name', 'birth_date', 'phone', 'email', 'attributes', 'accounts'] as const
export type UnmaskableField = (typeof unmaskableFields)[number]

/** Plain values, once: the answer is shown and never kept. */
export const unmask = (number: string, fields: UnmaskableField[], reason: string) =>
  answerOf(api.POST('/api/customers/{number}/unmaskings', { ...path(number), body: { fields, reason } }))

/** Why a customer is in a segment by its rule of now, or is not. */
export const whySegmentQuery = (number: string, segment: string) =>
  queryOptions({
    queryKey: ['customers', number, 'why', segment],
    queryFn: async () => {
      const { rule } = await answerOf(api.GET('/api/segments/{key}', { params: { path: { key: segment } } }))
      return answerOf(api.POST('/api/rules/explanations', { body: { rule, customer: number } }))
    },
    ...ofPerson,
  })

/** Key of the tag that says a customer's tier, by its kind; null when the bank has none. */
export const tierTagQuery = queryOptions({
  queryKey: ['tags', 'of-tier'],
  queryFn: async () => {
    let cursor: string | undefined
    do {
      const page: AnswerOf<'/api/tags'> = await answerOf(
        api.GET('/api/tags', {
          params: { query: { limit: 200, ...(cursor === undefined ? {} : { cursor }) } },
        }),
      )
      const found = page.items.find(({ definition }) => isTier(definition))
      if (found) return found.key
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    return null
  },
  staleTime: 10 * 60_000,
})

/** A tier tag says the tier itself, unless it was made to say something beside it. */
export const isTier = ({ kind, as }: Readonly<Record<string, unknown>>): boolean =>
  kind === 'tier' && (as === undefined || as === 'tier')
