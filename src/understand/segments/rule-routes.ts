import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ruleJsonSchema } from '../rules/index.ts'
import { explainForCustomer } from './explain-for-customer.ts'
import { explanationInput, explanationView } from './schema.ts'

const tags = ['rules']

export const ruleRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/rules/schema',
    {
      config: { scope: 'understand:read' },
      schema: {
        tags,
        summary: 'The rule language as JSON Schema',
        response: { 200: z.record(z.string(), z.unknown()) },
      },
    },
    async () => ruleJsonSchema(),
  )
  app.post(
    '/api/rules/explanations',
    {
      // It shows what is known about one person.
      config: { scope: 'customers:read' },
      schema: {
        tags,
        summary: 'Why a customer satisfies a rule or not',
        body: explanationInput,
        response: { 200: explanationView },
      },
    },
    async (request) => explainForCustomer(request.ctx, request.body),
  )
}
