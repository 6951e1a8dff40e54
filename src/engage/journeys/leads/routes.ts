import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageOf } from '../../../platform/http/route-kit.ts'
import { changeLead } from './change-lead.ts'
import { listLeads } from './list-leads.ts'
import { leadChange, leadQuery, leadView } from './schema.ts'

const tags = ['leads']

export const leadRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/leads',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'What journeys gave relationship managers to do, the most urgent first',
        querystring: leadQuery,
        response: { 200: pageOf(leadView) },
      },
    },
    async (request) => listLeads(request.ctx, request.query),
  )
  app.put(
    '/api/leads/:id/status',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Note that a lead is done or dismissed, or open it again',
        params: z.object({ id: z.guid() }),
        body: leadChange,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await changeLead(request.ctx, request.params.id, request.body.status)
      return reply.code(204).send(null)
    },
  )
}
