import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ruleJsonSchema } from '../rules/index.ts'
import { abortWithCaller } from '../../platform/http/abort-with-caller.ts'
import { countEverybody } from './count-everybody.ts'
import { estimateRule } from './estimate-rule.ts'
import { explainForCustomer } from './explain-for-customer.ts'
import { latestOnly } from './latest-only.ts'
import { profileCustomers } from './profile/profile-customers.ts'
import { profileInput, profileView } from './profile/schema.ts'
import { estimateInput, estimateView, explanationInput, explanationView } from './schema.ts'

const read = { scope: 'understand:read' } as const
const tags = ['rules']

export const ruleRoutes: FastifyPluginAsyncZod = async (app) => {
  const editors = latestOnly()
  const everybody = countEverybody()
  app.get(
    '/api/rules/schema',
    {
      config: read,
      schema: {
        tags,
        summary: 'The rule language as JSON Schema',
        response: { 200: z.record(z.string(), z.unknown()) },
      },
    },
    async () => ruleJsonSchema(),
  )
  app.post(
    '/api/rules/estimate',
    {
      config: read,
      schema: {
        tags,
        summary: 'How many customers a rule means; on request some of them, and how many by branch',
        body: estimateInput,
        response: { 200: estimateView },
      },
    },
    async (request, reply) => {
      const { editor, rule, ...options } = request.body
      const gone = abortWithCaller(reply)
      if (editor === undefined)
        return estimateRule(request.ctx, rule, { ...options, everybody, signal: gone })
      const { kind, id } = request.ctx.actor
      return editors.run(`estimate ${kind} ${id} ${editor}`, gone, (signal) =>
        estimateRule(request.ctx, rule, { ...options, everybody, signal }),
      )
    },
  )
  app.post(
    '/api/rules/profile',
    {
      config: read,
      schema: {
        tags: ['segments'],
        summary: 'How the customers of a segment or rule differ from everybody, or from another segment',
        body: profileInput,
        response: { 200: profileView },
      },
    },
    async (request, reply) => {
      const { editor, ...question } = request.body
      const gone = abortWithCaller(reply)
      if (editor === undefined) return profileCustomers(request.ctx, question, gone)
      const { kind, id } = request.ctx.actor
      return editors.run(`profile ${kind} ${id} ${editor}`, gone, (signal) =>
        profileCustomers(request.ctx, question, signal),
      )
    },
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
