import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { contactChannel } from '../../govern/consent/index.ts'
import { pageOf, requireVersion } from '../../platform/http/route-kit.ts'
import { listDeadLetters, retryDeadLetters, summariseDeadLetters } from './dead-letters.ts'
import { listChannels } from './list-channels.ts'
import { listProviders } from './list-providers.ts'
import { addRoute, changeRoute, removeRoute } from './save-route.ts'
import { callRoutes } from './providers/call-list/routes.ts'
import { saveChannelSettings } from './save-channel-settings.ts'
import {
  channelSettings,
  channelView,
  deadLetterQuery,
  deadLetterView,
  providerView,
  retryInput,
  routeInput,
  testSendInput,
  testSendView,
} from './schema.ts'
import { testSend } from './test-send.ts'

const tags = ['channels']
const routeParams = z.object({ channel: contactChannel, id: z.coerce.number().int().min(1) })

export const channelRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/channels',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'Channels, the routes that carry them, and how these are doing',
        response: { 200: z.object({ items: z.array(channelView), next: z.null() }) },
      },
    },
    async (request) => ({ items: await listChannels(request.ctx), next: null }),
  )
  app.get(
    '/api/channel-providers',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'Kinds of providers and what their settings need',
        response: { 200: z.object({ items: z.array(providerView), next: z.null() }) },
      },
    },
    async () => ({ items: listProviders(), next: null }),
  )
  app.post(
    '/api/channels/:channel/routes',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Let one more provider carry a channel',
        params: z.object({ channel: contactChannel }),
        body: routeInput,
        response: { 201: z.object({ id: z.number().int() }) },
      },
    },
    async (request, reply) =>
      reply.code(201).send({ id: await addRoute(request.ctx, request.params.channel, request.body) }),
  )
  app.put(
    '/api/channels/:channel/routes/:id',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Change a route of a channel',
        params: routeParams,
        body: routeInput,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { channel, id } = request.params
      await changeRoute(request.ctx, channel, id, request.body, requireVersion(request))
      return reply.code(204).send(null)
    },
  )
  app.delete(
    '/api/channels/:channel/routes/:id',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Take a route away from a channel',
        params: routeParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await removeRoute(request.ctx, request.params.channel, request.params.id)
      return reply.code(204).send(null)
    },
  )
  app.put(
    '/api/channels/:channel',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'What a channel may carry in an hour and what a message costs',
        params: z.object({ channel: contactChannel }),
        body: channelSettings,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await saveChannelSettings(request.ctx, request.params.channel, request.body, requireVersion(request))
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/api/channels/:channel/routes/:id/test',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Send a test message by a route to an address of your own',
        params: routeParams,
        body: testSendInput,
        response: { 200: testSendView },
      },
    },
    async (request) => testSend(request.ctx, request.params.channel, request.params.id, request.body),
  )
  app.get(
    '/api/channel-dead-letters',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'Messages that failed for good, newest first',
        querystring: deadLetterQuery,
        response: { 200: pageOf(deadLetterView) },
      },
    },
    async (request) => listDeadLetters(request.ctx, request.query),
  )
  app.get(
    '/api/channel-dead-letters/reasons',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'How many messages failed for which reason',
        querystring: deadLetterQuery.omit({ cursor: true, limit: true }),
        response: {
          200: z.object({
            items: z.array(z.object({ channel: z.string(), reason: z.string(), touches: z.number().int() })),
            next: z.null(),
          }),
        },
      },
    },
    async (request) => ({ items: await summariseDeadLetters(request.ctx, request.query), next: null }),
  )
  app.post(
    '/api/channel-dead-letters/retry',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Send again what failed for good',
        body: retryInput,
        response: { 200: z.object({ touches: z.number().int() }) },
      },
    },
    async (request) => retryDeadLetters(request.ctx, request.body),
  )
  await app.register(callRoutes)
}
