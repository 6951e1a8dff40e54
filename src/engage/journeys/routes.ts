import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { etag, pageOf, requireVersion } from '../../platform/http/route-kit.ts'
import { personReference } from '../../understand/customers/index.ts'
import { advanceJourneyNow } from './advance-journey-now.ts'
import { benefitRoutes } from './benefits/routes.ts'
import { countRoutes } from './counts/routes.ts'
import { dryRunRoutes } from './dry-run/routes.ts'
import { entryRoutes } from './entry/routes.ts'
import { leadRoutes } from './leads/routes.ts'
import { lifecycleRoutes } from './lifecycle/routes.ts'
import { publishJourney } from './publish-journey.ts'
import { customerJourney, readCustomerJourneys } from './read-customer-journeys.ts'
import { journeyQuery, listJourneys, readJourney } from './read-journeys.ts'
import { saveJourney } from './save-journey.ts'
import { journeyDraft, journeySummary, journeyView } from './schema.ts'
import { traceRoutes } from './trace/routes.ts'
import { versionRoutes } from './versions/routes.ts'
import { validationRoutes } from './validation/routes.ts'
import { webhookRoutes } from './webhooks/routes.ts'

const params = z.object({ key: journeyDraft.shape.key })
const tags = ['journeys']
const read = { scope: 'engage:read' } as const
const write = { scope: 'engage:write' } as const

export const journeyRoutes: FastifyPluginAsyncZod = async (app) => {
  await app.register(validationRoutes)
  await app.register(versionRoutes)
  await app.register(lifecycleRoutes)
  await app.register(entryRoutes)
  await app.register(countRoutes)
  await app.register(traceRoutes)
  await app.register(leadRoutes)
  await app.register(benefitRoutes)
  await app.register(webhookRoutes)
  await app.register(dryRunRoutes)
  app.get(
    '/api/journeys',
    {
      config: read,
      schema: {
        tags,
        summary: 'Journeys with their counts',
        querystring: journeyQuery,
        response: { 200: pageOf(journeySummary) },
      },
    },
    async (request) => listJourneys(request.ctx, request.query),
  )
  app.get(
    '/api/journeys/:key',
    {
      config: read,
      schema: {
        tags,
        summary: 'One journey: graph, who stands where, who went where',
        params,
        response: { 200: journeyView },
      },
    },
    async (request, reply) => {
      const journey = await readJourney(request.ctx, request.params.key)
      return reply.header('etag', etag(journey.version)).send(journey)
    },
  )
  app.post(
    '/api/journeys',
    {
      config: write,
      schema: {
        tags,
        summary: 'Create the draft of a journey',
        body: journeyDraft,
        response: { 201: journeyView },
      },
    },
    async (request, reply) => {
      const { version } = await saveJourney(request.ctx, request.body, 0)
      reply.header('etag', etag(version))
      return reply.code(201).send(await readJourney(request.ctx, request.body.key))
    },
  )
  app.put(
    '/api/journeys/:key',
    {
      config: write,
      schema: {
        tags,
        summary: 'Change the draft of a journey',
        params,
        body: journeyDraft.omit({ key: true }),
        response: { 200: journeyView },
      },
    },
    async (request, reply) => {
      const draft = { ...request.body, key: request.params.key }
      const { version } = await saveJourney(request.ctx, draft, requireVersion(request))
      reply.header('etag', etag(version))
      return readJourney(request.ctx, request.params.key)
    },
  )
  app.post(
    '/api/journeys/:key/publish',
    {
      config: write,
      schema: {
        tags,
        summary: 'Publish the draft as a new version and run it',
        params,
        response: { 200: z.object({ published: z.number().int() }) },
      },
    },
    async (request) => publishJourney(request.ctx, request.params.key, requireVersion(request)),
  )
  app.post(
    '/api/journeys/:key/advance',
    {
      config: write,
      schema: {
        tags,
        summary: 'Move everyone who is ready now, without waiting for the next minute',
        params,
        response: {
          200: z.object({
            state: z.enum(['advanced', 'leased']),
            ticks: z.number().int(),
            moved: z.number().int(),
          }),
        },
      },
    },
    async (request) => advanceJourneyNow(request.ctx, request.params.key),
  )
  app.get(
    '/api/customers/:number/journeys',
    {
      config: { scope: 'customers:read' },
      schema: {
        tags: ['customers'],
        summary: 'Journeys that a customer is or was in: where, since when, and every step',
        params: personReference,
        response: { 200: z.object({ items: z.array(customerJourney) }) },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return { items: await readCustomerJourneys(request.ctx, request.params.number) }
    },
  )
}
