import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageQuery } from '../../../platform/http/route-kit.ts'
import { calendarDay, definitionKey } from '../../rules/index.ts'
import { deletePastDay, listPastDays } from './past-days.ts'
import { cancelBackfill, listBackfills, requestBackfill } from './request-backfill.ts'
import { backfillPage, backfillView, newBackfill, pastDays } from './schema.ts'

const params = z.object({ key: definitionKey })
const read = { scope: 'understand:read' } as const
const write = { scope: 'understand:write' } as const
const tags = ['tags']

export const pastTagRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/api/tag-groups/:key/backfills',
    {
      config: write,
      schema: {
        tags,
        summary: 'Compute a tag group, and what it reads, for past days',
        params,
        body: newBackfill,
        response: { 202: backfillView },
      },
    },
    async (request, reply) =>
      reply.code(202).send(await requestBackfill(request.ctx, request.params.key, request.body)),
  )
  app.get(
    '/api/tag-groups/:key/backfills',
    {
      config: read,
      schema: {
        tags,
        summary: 'Backfills of a tag group, the latest first',
        params,
        querystring: pageQuery,
        response: { 200: backfillPage },
      },
    },
    async (request) => listBackfills(request.ctx, request.params.key, request.query),
  )
  app.post(
    '/api/tag-backfills/:id/cancellation',
    {
      config: write,
      schema: {
        tags,
        summary: 'Stop a backfill after the day that it is computing',
        params: z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647) }),
        response: { 200: backfillView },
      },
    },
    async (request) => cancelBackfill(request.ctx, request.params.id),
  )
  app.get(
    '/api/tag-groups/:key/past-days',
    {
      config: read,
      schema: {
        tags,
        summary: 'Past days whose values a tag group keeps',
        params,
        response: { 200: pastDays },
      },
    },
    async (request) => listPastDays(request.ctx, request.params.key),
  )
  app.delete(
    '/api/tag-groups/:key/past-days/:day',
    {
      config: write,
      schema: {
        tags,
        summary: 'Delete the values of one past day',
        params: params.extend({ day: calendarDay }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await deletePastDay(request.ctx, request.params.key, request.params.day)
      return reply.code(204).send(null)
    },
  )
}
