import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageOf, pageQuery } from '../../../../platform/http/route-kit.ts'
import { contactWayView, createContactWay, listContactWays, newContactWay } from './contact-ways.ts'
import { actOnMassMessage, listMassMessages, massMessageState, massMessageView } from './mass-messages.ts'

const tags = ['channels']
const massMessage = z.object({
  route: z.coerce.number().int().min(1).max(2_147_483_647),
  msgid: z.string().min(1).max(128),
})

export const wecomRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/wecom/contact-ways',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'Codes by which customers add staff in WeCom, and how many came by each',
        querystring: pageQuery,
        response: { 200: pageOf(contactWayView) },
      },
    },
    async (request) => listContactWays(request.ctx, request.query),
  )
  app.post(
    '/api/wecom/contact-ways',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Have WeCom make a code by which customers add staff',
        body: newContactWay,
        response: { 201: contactWayView },
      },
    },
    async (request, reply) => reply.code(201).send(await createContactWay(request.ctx, request.body)),
  )
  app.get(
    '/api/wecom/mass-messages',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'Mass messages that staff confirm in WeCom',
        querystring: pageQuery.extend({ state: massMessageState.optional() }),
        response: { 200: pageOf(massMessageView) },
      },
    },
    async (request) => listMassMessages(request.ctx, request.query),
  )
  for (const action of ['remind', 'cancel'] as const) {
    app.post(
      `/api/wecom/mass-messages/:route/:msgid/${action}`,
      {
        config: { scope: 'engage:write' },
        schema: {
          tags,
          summary:
            action === 'remind'
              ? 'Remind the member of staff who has not confirmed'
              : 'Take back a mass message that nobody confirmed',
          params: massMessage,
          response: { 204: z.null() },
        },
      },
      async (request, reply) => {
        await actOnMassMessage(request.ctx, request.params, action)
        return reply.code(204).send(null)
      },
    )
  }
}
