import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { cutPage, decodeCursor, pageOf, pageQuery } from '../../platform/http/route-kit.ts'
import { listJobProgress } from '../../platform/jobs/job-store.ts'
import { writeAudit } from '../audit/index.ts'

const state = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled'])
const jobView = z.object({
  id: z.uuid(),
  name: z.string(),
  state,
  fraction: z.number(),
  message: z.string(),
  requestedBy: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
const jobQuery = pageQuery.extend({ name: z.string().max(100).optional(), state: state.optional() })
const position = z.tuple([z.string(), z.string()])

async function listJobs(ctx: Context, query: z.output<typeof jobQuery>) {
  const rows = await listJobProgress(ctx.postgres, {
    name: query.name,
    state: query.state,
    before: query.cursor === undefined ? undefined : decodeCursor(query.cursor, position),
    limit: query.limit + 1,
  })
  return cutPage(rows, query.limit, (last) => [last.createdAt, last.id])
}

async function cancelJob(ctx: Context, id: string): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    await ctx.jobs.cancel(id)
    await writeAudit(transaction, ctx, { action: 'job.cancel', objectKind: 'job', objectId: id })
  })
}

export const jobRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/jobs',
    {
      config: { scope: 'understand:read' },
      schema: {
        tags: ['jobs'],
        summary: 'Background work with its progress, newest first',
        querystring: jobQuery,
        response: { 200: pageOf(jobView) },
      },
    },
    async (request) => listJobs(request.ctx, request.query),
  )
  app.post(
    '/api/jobs/:id/cancellation',
    {
      config: { scope: 'understand:write' },
      schema: {
        tags: ['jobs'],
        summary: 'Ask a job to stop',
        params: z.object({ id: z.uuid() }),
        response: { 202: z.null() },
      },
    },
    async (request, reply) => {
      await cancelJob(request.ctx, request.params.id)
      return reply.code(202).send(null)
    },
  )
}
