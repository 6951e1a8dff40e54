import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageOf } from '../../../platform/http/route-kit.ts'
import { journeyDraft } from '../schema.ts'
import { listDeliveries } from './list-deliveries.ts'
import { retryDeliveries } from './retry-deliveries.ts'
import { deliveryQuery, webhookDelivery } from './schema.ts'

const params = z.object({ key: journeyDraft.shape.key })
const tags = ['journeys']

export const webhookRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/journeys/:key/webhooks',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'What a journey tells other systems, the newest first, and how far it got',
        params,
        querystring: deliveryQuery,
        response: { 200: pageOf(webhookDelivery) },
      },
    },
    async (request) => listDeliveries(request.ctx, request.params.key, request.query),
  )
  app.post(
    '/api/journeys/:key/webhooks/retry',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Try once more what could not be told',
        params,
        response: { 200: z.object({ retried: z.number().int() }) },
      },
    },
    async (request) => retryDeliveries(request.ctx, request.params.key),
  )
}
