import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { countEventsBySource } from './count-by-source.ts'
import { listNewestEvents } from './list-newest-events.ts'
import { feedEvent, feedQuery, sourceCount } from './schema.ts'

const tags = ['event feed']

export const eventFeedRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/event-feed',
    {
      config: { scope: 'collect:read' },
      schema: {
        tags,
        summary: 'The newest collected events',
        querystring: feedQuery,
        response: { 200: z.object({ items: z.array(feedEvent) }) },
      },
    },
    async (request) => ({ items: await listNewestEvents(request.ctx, request.query) }),
  )
  app.get(
    '/api/event-feed/counts',
    {
      config: { scope: 'collect:read' },
      schema: {
        tags,
        summary: 'Events of each source in the last 24 hours',
        response: { 200: z.object({ items: z.array(sourceCount) }) },
      },
    },
    async (request) => ({ items: await countEventsBySource(request.ctx) }),
  )
}
