import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { deleteLookalike } from './delete-lookalike.ts'
import { explainLookalike } from './explain-lookalike.ts'
import { listLookalikes, readLookalike } from './list-lookalikes.ts'
import { requestLookalike } from './request-lookalike.ts'
import { saveLookalikeSegment } from './save-lookalike-segment.ts'
import {
  lookalikeInput,
  lookalikePage,
  lookalikeQuery,
  lookalikeReasons,
  lookalikeReasonsQuery,
  lookalikeSegment,
  lookalikeView,
} from './schema.ts'

const byId = z.object({
  id: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 31 - 1),
})
const read = { scope: 'understand:read' } as const
const write = { scope: 'understand:write' } as const
const tags = ['segments']

export const lookalikeRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/lookalikes',
    {
      config: read,
      schema: {
        tags,
        summary: 'Lookalikes, newest first',
        querystring: lookalikeQuery,
        response: { 200: lookalikePage },
      },
    },
    async (request) => listLookalikes(request.ctx, request.query),
  )
  app.post(
    '/api/lookalikes',
    {
      config: write,
      schema: {
        tags,
        summary: 'Queue the search for customers who look like the members of a segment',
        body: lookalikeInput,
        response: { 202: lookalikeView },
      },
    },
    async (request, reply) => {
      const id = await requestLookalike(request.ctx, request.body)
      reply.code(202).header('location', `/api/lookalikes/${id}`)
      return readLookalike(request.ctx, id)
    },
  )
  app.get(
    '/api/lookalikes/:id',
    {
      config: read,
      schema: {
        tags,
        summary: 'A lookalike: what it learned, how well, and what every size means',
        params: byId,
        response: { 200: lookalikeView },
      },
    },
    async (request) => readLookalike(request.ctx, request.params.id),
  )
  app.delete(
    '/api/lookalikes/:id',
    {
      config: write,
      schema: {
        tags,
        summary: 'Delete a lookalike; segments made of it stay',
        params: byId,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await deleteLookalike(request.ctx, request.params.id)
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/api/lookalikes/:id/segments',
    {
      config: write,
      schema: {
        tags,
        summary: 'Save the customers who score highest as a segment',
        params: byId,
        body: lookalikeSegment,
        response: { 201: z.object({ segment: z.string(), list: z.string(), customers: z.number().int() }) },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await saveLookalikeSegment(request.ctx, request.params.id, request.body)),
  )
  app.get(
    '/api/lookalikes/:id/reasons',
    {
      config: { scope: 'customers:read' },
      schema: {
        tags,
        summary: 'Why a customer scores as they do',
        params: byId,
        querystring: lookalikeReasonsQuery,
        response: { 200: lookalikeReasons },
      },
    },
    async (request) => explainLookalike(request.ctx, request.params.id, request.query.customer),
  )
}
