import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageOf } from '../../../platform/http/route-kit.ts'
import { journeyDraft } from '../schema.ts'
import { benefitQuery, benefitRequest, listBenefitRequests } from './list-benefit-requests.ts'

export const benefitRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/journeys/:key/benefit-requests',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags: ['journeys'],
        summary: 'Benefits that a journey asked for, the newest first',
        params: z.object({ key: journeyDraft.shape.key }),
        querystring: benefitQuery,
        response: { 200: pageOf(benefitRequest) },
      },
    },
    async (request) => listBenefitRequests(request.ctx, request.params.key, request.query),
  )
}
