import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { findPerson, personReference } from '../../understand/customers/index.ts'
import { pageOf } from '../../platform/http/route-kit.ts'
import { z } from 'zod'
import { countTouches } from './count-touches.ts'
import { listTouches } from './list-touches.ts'
import { readTouch } from './read-touch.ts'
import { touchCountQuery, touchCounts, touchDetails, touchQuery, touchView } from './schema.ts'

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
    '/api/touches/counts',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags: ['touches'],
        summary: 'How many contacts were queued, held and suppressed, by reason',
        querystring: touchCountQuery,
        response: { 200: touchCounts },
      },
    },
    async (request) => countTouches(request.ctx, request.query),
  )
  app.get(
    '/api/touches/:touch',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags: ['touches'],
        summary: 'One contact: every decision of the gate, and every receipt',
        params: z.object({ touch: z.guid() }),
        response: { 200: touchDetails },
      },
    },
    async (request) => readTouch(request.ctx, request.params.touch),
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
