import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { journeyDraft } from '../schema.ts'
import { enterJourney, journeyEntryAnswer, journeyEntryRequest } from './enter-journey.ts'

export const entryRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/api/journeys/:key/entries',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags: ['journeys'],
        summary: 'Send customers into a journey that is entered by the API',
        params: z.object({ key: journeyDraft.shape.key }),
        body: journeyEntryRequest,
        response: { 202: journeyEntryAnswer },
      },
    },
    async (request, reply) =>
      reply.code(202).send(await enterJourney(request.ctx, request.params.key, request.body)),
  )
}
