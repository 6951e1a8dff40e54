import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageOf } from '../../../platform/http/route-kit.ts'
import { journeyDraft } from '../schema.ts'
import { cancelDryRun } from './cancel-dry-run.ts'
import { listDryRuns, readDryRun } from './read-dry-runs.ts'
import { requestDryRun } from './request-dry-run.ts'
import { dryRunQuery, dryRunRequest, dryRunView } from './schema.ts'

const params = z.object({ key: journeyDraft.shape.key })
const one = params.extend({ id: z.uuid() })
const tags = ['journeys']

export const dryRunRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/api/journeys/:key/dry-run',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary:
          'Run the draft over its real audience in the background: counts and cost, nothing sent or changed',
        params,
        body: dryRunRequest,
        response: { 202: z.object({ id: z.uuid() }) },
      },
    },
    async (request, reply) =>
      reply.code(202).send(await requestDryRun(request.ctx, request.params.key, request.body)),
  )
  app.get(
    '/api/journeys/:key/dry-runs',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'Dry runs of a journey, the newest first',
        params,
        querystring: dryRunQuery,
        response: { 200: pageOf(dryRunView) },
      },
    },
    async (request) => listDryRuns(request.ctx, request.params.key, request.query),
  )
  app.get(
    '/api/journeys/:key/dry-runs/:id',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'One dry run: how far it is, and its result',
        params: one,
        response: { 200: dryRunView },
      },
    },
    async (request) => readDryRun(request.ctx, request.params.key, request.params.id),
  )
  app.post(
    '/api/journeys/:key/dry-runs/:id/cancellation',
    {
      config: { scope: 'engage:write' },
      schema: { tags, summary: 'Stop a dry run', params: one, response: { 202: z.null() } },
    },
    async (request, reply) => {
      await cancelDryRun(request.ctx, request.params.key, request.params.id)
      return reply.code(202).send(null)
    },
  )
}
