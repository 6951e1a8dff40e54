import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { contactChannel } from '../../govern/consent/index.ts'
import { requireVersion } from '../../platform/http/route-kit.ts'
import { listChannels } from './list-channels.ts'
import { listProviders } from './list-providers.ts'
import { addRoute, changeRoute, removeRoute } from './save-route.ts'
import { channelView, providerView, routeInput } from './schema.ts'

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
}
