import { queryOptions } from '@tanstack/react-query'
import { answerOf, api, type ItemOf, type QueryOf } from './client.ts'
import type { paths } from './schema.d.ts'

export type JourneySummary = ItemOf<'/api/journeys'>
const readJourney = (key: string) => answerOf(api.GET('/api/journeys/{key}', { params: { path: { key } } }))
export type Journey = Awaited<ReturnType<typeof readJourney>>

export const journeysQuery = (query: QueryOf<'/api/journeys'>) =>
  queryOptions({
    queryKey: ['journeys', query],
    queryFn: () => answerOf(api.GET('/api/journeys', { params: { query } })),
  })

/** A journey moves with every tick, so it is asked again while one looks. */
export const journeyQuery = (key: string) =>
  queryOptions({
    queryKey: ['journeys', key],
    queryFn: () => readJourney(key),
    refetchInterval: 10_000,
  })

const pageSize = 200

/** Every journey by name, for choosing one. */
export const journeyNamesQuery = queryOptions({
  queryKey: ['journeys', 'all'],
  queryFn: async () => {
    const found: JourneySummary[] = []
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await answerOf(
        api.GET('/api/journeys', {
          params: { query: { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) } },
        }),
      )
      found.push(...page.items)
      cursor = page.next ?? undefined
    }
    return found
  },
  staleTime: 60_000,
})

export interface JourneyNaming {
  readonly name: { 'zh-CN': string; en: string }
  readonly description: string
}
/** A graph as JSON; the server says what is wrong with it. */
export type GraphJson = Journey['graph']

export const createJourney = (key: string, naming: JourneyNaming, graph: GraphJson) =>
  answerOf(api.POST('/api/journeys', { body: { key, ...naming, graph } }))

const ifMatch = (version: number) => ({ 'if-match': `"${version}"` })

export const changeJourney = (key: string, version: number, draft: JourneyNaming & { graph: GraphJson }) =>
  answerOf(
    api.PUT('/api/journeys/{key}', { params: { path: { key } }, headers: ifMatch(version), body: draft }),
  )

export const publishJourney = (key: string, version: number) =>
  answerOf(api.POST('/api/journeys/{key}/publish', { params: { path: { key } }, headers: ifMatch(version) }))

export type TemplateName = Pick<ItemOf<'/api/templates'>, 'key' | 'channel' | 'name'>

/** What messages say, for choosing one. */
export const templatesQuery = queryOptions({
  queryKey: ['templates', 'names'],
  queryFn: async () => {
    const found: TemplateName[] = []
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await answerOf(
        api.GET('/api/templates', {
          params: {
            query: { status: 'published', limit: pageSize, ...(cursor === undefined ? {} : { cursor }) },
          },
        }),
      )
      found.push(...page.items)
      cursor = page.next ?? undefined
    }
    return found
  },
  staleTime: 60_000,
})

/** Everything that is wrong with a graph as it stands; nothing is stored. */
export const validationQuery = (key: string, json: string) =>
  queryOptions({
    queryKey: ['journey-validation', key, json],
    queryFn: ({ signal }) =>
      answerOf(
        api.POST('/api/journeys/validate', {
          body: { key, graph: JSON.parse(json) as Record<string, unknown> },
          signal,
        }),
      ),
    staleTime: 30_000,
    gcTime: 60_000,
  })

const of = (key: string) => ({ params: { path: { key } } })

const readCounts = (key: string, version?: number) =>
  answerOf(
    api.GET('/api/journeys/{key}/counts', {
      params: { path: { key }, query: version === undefined ? {} : { version } },
    }),
  )
export type JourneyCounts = Awaited<ReturnType<typeof readCounts>>
/** The part that a dry run has, too. */
export type GraphCounts = Omit<JourneyCounts, 'version' | 'committedTick' | 'asOf'>

export const countsQuery = (key: string, refresh: boolean) =>
  queryOptions({
    queryKey: ['journeys', key, 'counts'],
    queryFn: () => readCounts(key),
    refetchInterval: refresh ? 5_000 : false,
  })

export const funnelQuery = (key: string, refresh: boolean) =>
  queryOptions({
    queryKey: ['journeys', key, 'funnel'],
    queryFn: () => answerOf(api.GET('/api/journeys/{key}/funnel', of(key))),
    refetchInterval: refresh ? 30_000 : false,
  })

export type JourneyTick = ItemOf<'/api/journeys/{key}/ticks'>
export const ticksQuery = (key: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: ['journeys', key, 'ticks', cursor],
    queryFn: () =>
      answerOf(
        api.GET('/api/journeys/{key}/ticks', {
          params: { path: { key }, query: cursor === undefined ? {} : { cursor } },
        }),
      ),
    refetchInterval: 10_000,
  })

export const standingQuery = (key: string, node: string, cursor?: string) =>
  queryOptions({
    queryKey: ['journeys', key, 'standing', node, cursor],
    queryFn: () =>
      answerOf(
        api.GET('/api/journeys/{key}/customers', {
          params: { path: { key }, query: { node, limit: 20, ...(cursor === undefined ? {} : { cursor }) } },
        }),
      ),
    gcTime: 0,
  })

const readTrace = (key: string, customer: string) =>
  answerOf(api.GET('/api/journeys/{key}/customers/{customer}/trace', { params: { path: { key, customer } } }))
export type JourneyTrace = Awaited<ReturnType<typeof readTrace>>
export const traceQuery = (key: string, customer: string) =>
  queryOptions({
    queryKey: ['journeys', key, 'trace', customer],
    queryFn: () => readTrace(key, customer),
    enabled: customer !== '',
    retry: false,
    gcTime: 0,
  })

const changes = {
  pause: (key: string) => answerOf(api.POST('/api/journeys/{key}/pause', of(key))),
  resume: (key: string) => answerOf(api.POST('/api/journeys/{key}/resume', of(key))),
  finish: (key: string) => answerOf(api.POST('/api/journeys/{key}/finish', of(key))),
  archive: (key: string) => answerOf(api.POST('/api/journeys/{key}/archive', of(key))),
  restore: (key: string) => answerOf(api.POST('/api/journeys/{key}/restore', of(key))),
}
export type JourneyChange = keyof typeof changes
export const changeState = (key: string, change: JourneyChange) => changes[change](key)

export const cancelJourney = (key: string, reason: string) =>
  answerOf(api.POST('/api/journeys/{key}/cancel', { ...of(key), body: { reason } }))
export const cancellationQuery = (key: string) =>
  queryOptions({
    queryKey: ['journeys', key, 'cancellation'],
    queryFn: () => answerOf(api.GET('/api/journeys/{key}/cancellation', of(key))),
    refetchInterval: ({ state }) => (state.data?.sending === true ? 3_000 : false),
  })

export const copyJourney = (from: string, key: string, name: JourneyNaming['name']) =>
  answerOf(api.POST('/api/journeys/{key}/copies', { ...of(from), body: { key, name } }))
export const deleteJourney = (key: string, version: number) =>
  api.DELETE('/api/journeys/{key}', { params: { path: { key } }, headers: ifMatch(version) })
export const advanceJourney = (key: string) => answerOf(api.POST('/api/journeys/{key}/advance', of(key)))

/** One try of a draft: a dry run or a simulation. */
export interface Trial<Result> {
  readonly id: string
  readonly state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'
  readonly fraction: number
  readonly message: string
  readonly stale: boolean
  readonly requestedBy: string
  readonly createdAt: string
  readonly result: Result | null
}
const latest = (key: string) => ({ params: { path: { key }, query: { limit: 20 } } })
const one = (key: string, id: string) => ({ params: { path: { key, id } } })
type BodyOf<Path extends keyof paths> = paths[Path] extends {
  post: { requestBody?: { content: { 'application/json': infer Body } } }
}
  ? Body
  : never

export type DryRunResult = NonNullable<ItemOf<'/api/journeys/{key}/dry-runs'>['result']>
export type DryRunRequest = BodyOf<'/api/journeys/{key}/dry-run'>
export const dryRuns = {
  name: 'dry-runs',
  list: (key: string) => answerOf(api.GET('/api/journeys/{key}/dry-runs', latest(key))),
  read: (key: string, id: string) => answerOf(api.GET('/api/journeys/{key}/dry-runs/{id}', one(key, id))),
  start: (key: string, body: DryRunRequest) =>
    answerOf(api.POST('/api/journeys/{key}/dry-run', { ...of(key), body })),
  stop: (key: string, id: string) => api.POST('/api/journeys/{key}/dry-runs/{id}/cancellation', one(key, id)),
}

export type SimulationResult = NonNullable<ItemOf<'/api/journeys/{key}/simulations'>['result']>
export type SimulationRequest = BodyOf<'/api/journeys/{key}/simulations'>
export const simulations = {
  name: 'simulations',
  list: (key: string) => answerOf(api.GET('/api/journeys/{key}/simulations', latest(key))),
  read: (key: string, id: string) => answerOf(api.GET('/api/journeys/{key}/simulations/{id}', one(key, id))),
  start: (key: string, body: SimulationRequest) =>
    answerOf(api.POST('/api/journeys/{key}/simulations', { ...of(key), body })),
  stop: (key: string, id: string) =>
    api.POST('/api/journeys/{key}/simulations/{id}/cancellation', one(key, id)),
}

export type JourneyVersion = ItemOf<'/api/journeys/{key}/versions'>
export const versionsQuery = (key: string) =>
  queryOptions({
    queryKey: ['journeys', key, 'versions'],
    queryFn: () =>
      answerOf(api.GET('/api/journeys/{key}/versions', { params: { path: { key }, query: { limit: 100 } } })),
  })

const readVersion = (key: string, version: number) =>
  answerOf(api.GET('/api/journeys/{key}/versions/{version}', { params: { path: { key, version } } }))
export const versionQuery = (key: string, version: number | undefined) =>
  queryOptions({
    queryKey: ['journeys', key, 'versions', version],
    queryFn: () => readVersion(key, version ?? 0),
    enabled: version !== undefined,
  })

const readDiff = (key: string, from: Side, to: Side) =>
  answerOf(api.GET('/api/journeys/{key}/diff', { params: { path: { key }, query: { from, to } } }))
/** A version, or the draft. */
export type Side = 'draft' | number
export type VersionDiff = Awaited<ReturnType<typeof readDiff>>
export const diffQuery = (key: string, from: Side, to: Side, draft: number) =>
  queryOptions({
    queryKey: ['journeys', key, 'diff', from, to, draft],
    queryFn: () => readDiff(key, from, to),
    enabled: from !== to,
  })

export const restoreVersion = (key: string, version: number, draft: number) =>
  answerOf(
    api.POST('/api/journeys/{key}/versions/{version}/restore', {
      params: { path: { key, version } },
      headers: ifMatch(draft),
    }),
  )
export const migrateCustomers = (
  key: string,
  body: { from: number; to: number; nodes: Record<string, string> },
) => answerOf(api.POST('/api/journeys/{key}/migrations', { params: { path: { key } }, body }))

export type BenefitRequest = ItemOf<'/api/journeys/{key}/benefit-requests'>
export type WebhookDelivery = ItemOf<'/api/journeys/{key}/webhooks'>

export const benefitRequestsQuery = (key: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: ['journeys', key, 'benefit-requests', cursor ?? ''],
    queryFn: () =>
      answerOf(
        api.GET('/api/journeys/{key}/benefit-requests', { params: { path: { key }, query: { cursor } } }),
      ),
  })

export const webhooksQuery = (
  key: string,
  query: { cursor?: string | undefined; state?: WebhookDelivery['state'] | undefined },
) =>
  queryOptions({
    queryKey: ['journeys', key, 'webhooks', query],
    queryFn: () => answerOf(api.GET('/api/journeys/{key}/webhooks', { params: { path: { key }, query } })),
  })
export const retryWebhooks = (key: string) =>
  answerOf(api.POST('/api/journeys/{key}/webhooks/retry', { params: { path: { key } } }))
