import { queryOptions } from '@tanstack/react-query'
import { answerOf, api, type ItemOf, type Page } from './client.ts'
import type { EventDefinition } from './event-definitions.ts'
import { problemOf } from './problem.ts'
import type { Tag } from './tags.ts'

/** A rule as the API takes it. */
export type RuleJson = Record<string, unknown>
export type CustomerList = ItemOf<'/api/customer-lists'>

/**
 * A question that was given up may reach the server after the one that took its place, and stop it there: then the
 * newer one is asked again.
 */
const askAgain = {
  retry: (failures: number, error: unknown) => problemOf(error).status === 409 && failures < 3,
  retryDelay: 60,
}

const ask = (rule: RuleJson, editor: string, signal: AbortSignal, sample: number) =>
  answerOf(api.POST('/api/rules/estimate', { body: { rule, editor, sample }, signal }))
type Answer = Awaited<ReturnType<typeof ask>>

export interface Estimate extends Answer {
  /** From asking to the answer, as the reader felt it. */
  readonly milliseconds: number
}

/**
 * How many customers a rule means. A newer question of the same editor stops the older one, here and in the store.
 * @param part names the condition that is counted by itself; '' is the rule
 */
export const estimateQuery = (rule: RuleJson | null, editor: string, part = '') =>
  queryOptions({
    queryKey: ['estimate', JSON.stringify(rule), part === '' ? editor : 'part'],
    queryFn: async ({ signal }): Promise<Estimate> => {
      const started = performance.now()
      const answer = await ask(rule ?? {}, part === '' ? editor : `${editor} ${part}`, signal, 0)
      return { ...answer, milliseconds: performance.now() - started }
    },
    enabled: rule !== null,
    ...askAgain,
    staleTime: 30_000,
    gcTime: 120_000,
  })

/** Some customers whom a rule means, masked by the server. */
export const sampleQuery = (rule: RuleJson | null, editor: string) =>
  queryOptions({
    queryKey: ['sample', JSON.stringify(rule)],
    queryFn: async ({ signal }) => (await ask(rule ?? {}, `${editor} sample`, signal, 12)).sample ?? [],
    enabled: rule !== null,
    ...askAgain,
    staleTime: 30_000,
  })

export type Whom = { readonly segment: string } | { readonly rule: RuleJson }
const askProfile = (of: Whom, editor: string, signal: AbortSignal) =>
  answerOf(api.POST('/api/rules/profile', { body: { of, editor, most: 16 }, signal }))
export type Profile = Awaited<ReturnType<typeof askProfile>>

/** In what a segment or the customers of a rule differ from all customers. */
export const profileQuery = (of: Whom | null, editor: string) =>
  queryOptions({
    queryKey: ['profile', JSON.stringify(of)],
    queryFn: ({ signal }) => askProfile(of ?? { rule: {} }, `${editor} profile`, signal),
    enabled: of !== null,
    ...askAgain,
    staleTime: 60_000,
  })

export const explainRule = (rule: RuleJson, customer: string) =>
  answerOf(api.POST('/api/rules/explanations', { body: { rule, customer } }))
export type Explanation = Awaited<ReturnType<typeof explainRule>>

/** Every item of a list, page after page. */
async function everyPage<Item>(read: (cursor: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    items.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return items
}

const minutes = 60_000
const pageSize = 200

/** All tags that a rule may name. */
export const ruleTagsQuery = queryOptions({
  queryKey: ['tags', 'all'],
  queryFn: (): Promise<Tag[]> =>
    everyPage((cursor) => answerOf(api.GET('/api/tags', { params: { query: { limit: pageSize, cursor } } }))),
  staleTime: 5 * minutes,
})

export const ruleEventsQuery = queryOptions({
  queryKey: ['event-definitions', 'all'],
  queryFn: (): Promise<EventDefinition[]> =>
    everyPage((cursor) =>
      answerOf(api.GET('/api/event-definitions', { params: { query: { limit: pageSize, cursor } } })),
    ),
  staleTime: 5 * minutes,
})

/** Segments that a rule may name: none that is archived. */
export const ruleSegmentsQuery = queryOptions({
  queryKey: ['segments', 'all'],
  queryFn: (): Promise<ItemOf<'/api/segments'>[]> =>
    everyPage((cursor) =>
      answerOf(api.GET('/api/segments', { params: { query: { limit: pageSize, cursor } } })),
    ),
  staleTime: minutes,
})

/** Uploaded lists that a rule may name. */
export const ruleListsQuery = queryOptions({
  queryKey: ['customer-lists', 'all'],
  queryFn: (): Promise<CustomerList[]> =>
    everyPage((cursor) =>
      answerOf(api.GET('/api/customer-lists', { params: { query: { limit: pageSize, cursor } } })),
    ),
  staleTime: minutes,
})
