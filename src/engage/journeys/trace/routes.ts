import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { personReference } from '../../../understand/customers/index.ts'
import { journeyDraft } from '../schema.ts'
import { readTrace } from './read-trace.ts'
import { customerTrace } from './schema.ts'

export const traceRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/journeys/:key/customers/:customer/trace',
    {
      config: { scope: 'customers:read' },
      schema: {
        tags: ['journeys'],
        summary: 'All that happened to one customer in a journey, and why; or why the customer is not in it',
        params: z.object({ key: journeyDraft.shape.key, customer: personReference.shape.number }),
        response: { 200: customerTrace },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return readTrace(request.ctx, request.params.key, request.params.customer)
    },
  )
}
