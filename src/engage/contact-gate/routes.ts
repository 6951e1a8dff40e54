import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { findPerson, personReference } from '../../understand/customers/index.ts'
import { explainContact } from './explain-contact.ts'
import { contactCheck, contactCheckQuery } from './explain-schema.ts'

export const contactGateRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/customers/:number/contact-check',
    {
      config: { scope: 'customers:read' },
      schema: {
        tags: ['contact policy'],
        summary: 'Would this customer be contacted, and why not: every rule with what it saw',
        params: personReference,
        querystring: contactCheckQuery,
        response: { 200: contactCheck },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const person = await findPerson(request.ctx, request.params.number)
      return explainContact(request.ctx, person, request.query)
    },
  )
}
