import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { customerSummary, summariseCustomers } from './summarise-customers.ts'

export const customerRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/customers/summary',
    {
      config: { scope: 'understand:read' },
      schema: {
        tags: ['customers'],
        summary: 'How many customers there are, and their AUM today',
        response: { 200: customerSummary },
      },
    },
    async (request) => summariseCustomers(request.ctx),
  )
}
