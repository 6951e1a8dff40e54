import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { recordConsent, recordSuppression } from './record-consent.ts'
import { consentInput, recorded, suppressionInput } from './schema.ts'

export const consentRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/api/consents',
    {
      config: { scope: 'govern:write' },
      schema: {
        tags: ['consent'],
        summary: 'Record that a customer agrees, or no longer agrees, to be contacted',
        body: consentInput,
        response: { 201: recorded },
      },
    },
    async (request, reply) => reply.code(201).send(await recordConsent(request.ctx, request.body)),
  )
  app.post(
    '/api/suppressions',
    {
      config: { scope: 'govern:write' },
      schema: {
        tags: ['consent'],
        summary: 'Put a customer on the do-not-contact list, or end an entry',
        body: suppressionInput,
        response: { 201: recorded },
      },
    },
    async (request, reply) => reply.code(201).send(await recordSuppression(request.ctx, request.body)),
  )
}
