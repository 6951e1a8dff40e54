import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { pageOf } from '../../platform/http/route-kit.ts'
import { listTouches } from './list-touches.ts'
import { touchQuery, touchView } from './schema.ts'

export const touchRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/touches',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags: ['touches'],
        summary: 'Contacts made and suppressed, with reasons and receipts',
        querystring: touchQuery,
        response: { 200: pageOf(touchView) },
      },
    },
    async (request) => listTouches(request.ctx, request.query),
  )
}
