import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { checkGraph } from './check-graph.ts'
import { validateAnswer, validateRequest } from './schema.ts'

export const validationRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/api/journeys/validate',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags: ['journeys'],
        summary: 'Everything wrong with a graph, each problem pointing at its node; nothing is stored',
        body: validateRequest,
        response: { 200: validateAnswer },
      },
    },
    async (request) => checkGraph(request.ctx, request.body.graph, request.body.key),
  )
}
