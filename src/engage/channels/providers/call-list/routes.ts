import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageOf } from '../../../../platform/http/route-kit.ts'
import { listCalls, listCapacities, recordCall, saveCapacity } from './calls.ts'
import { callQuery, callView, capacityInput, capacityView, outcomeInput } from './schema.ts'

const tags = ['calls']
/** `*` stands for everyone who is not named. */
const manager = z.object({ manager: z.string().min(1).max(64) })
const codeOf = (name: string): string => (name === '*' ? '' : name)

export const callRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/calls',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'Customers to be called',
        querystring: callQuery,
        response: { 200: pageOf(callView) },
      },
    },
    async (request) => listCalls(request.ctx, request.query),
  )
  app.post(
    '/api/calls/:id/outcome',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Note how a call went',
        params: z.object({ id: z.guid() }),
        body: outcomeInput,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await recordCall(request.ctx, request.params.id, request.body)
      return reply.code(204).send(null)
    },
  )
  app.get(
    '/api/call-capacities',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'How many calls managers can make a day',
        response: { 200: z.object({ items: z.array(capacityView), next: z.null() }) },
      },
    },
    async (request) => ({ items: await listCapacities(request.ctx), next: null }),
  )
  app.put(
    '/api/call-capacities/:manager',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Say how many calls a manager can make a day; * = everyone who is not named',
        params: manager,
        body: capacityInput,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await saveCapacity(request.ctx, codeOf(request.params.manager), request.body)
      return reply.code(204).send(null)
    },
  )
  app.delete(
    '/api/call-capacities/:manager',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Let a manager make as many calls as everyone else',
        params: manager,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await saveCapacity(request.ctx, codeOf(request.params.manager), undefined)
      return reply.code(204).send(null)
    },
  )
}
