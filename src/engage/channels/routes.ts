import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { contactChannel } from '../../govern/consent/index.ts'
import { etag, requireVersion } from '../../platform/http/route-kit.ts'
import { listChannels, saveRoute } from './channel-routes.ts'
import { channelRoute, channelView } from './schema.ts'

const tags = ['channels']

export const channelRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/channels',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'Channels and the provider that carries each',
        response: { 200: z.object({ items: z.array(channelView), next: z.null() }) },
      },
    },
    async (request) => ({ items: await listChannels(request.ctx), next: null }),
  )
  app.put(
    '/api/channels/:channel',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Let another provider carry a channel',
        params: z.object({ channel: contactChannel }),
        body: channelRoute,
        response: { 200: channelView },
      },
    },
    async (request, reply) => {
      const view = await saveRoute(request.ctx, request.params.channel, request.body, requireVersion(request))
      return reply.header('etag', etag(view.version)).send(view)
    },
  )
}
