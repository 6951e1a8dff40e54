import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { findPerson, personReference } from '../../understand/customers/index.ts'
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
  app.get(
    '/api/customers/:number/touches',
    {
      config: { scope: 'customers:read' },
      schema: {
        tags: ['customers'],
        summary: 'Contacts made to one customer and suppressed, with reasons and receipts',
        params: personReference,
        querystring: touchQuery.omit({ customerNumber: true }),
        response: { 200: pageOf(touchView) },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { members } = await findPerson(request.ctx, request.params.number)
      return listTouches(request.ctx, request.query, members)
    },
  )
}
