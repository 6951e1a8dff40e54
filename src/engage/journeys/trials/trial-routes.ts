import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { pageOf, pageQuery } from '../../../platform/http/route-kit.ts'
import { journeyDraft } from '../schema.ts'
import { cancelTrial } from './cancel-trial.ts'
import { listTrials, readTrial } from './read-trials.ts'
import { type Trial, trialView } from './trial.ts'

const params = z.object({ key: journeyDraft.shape.key })
const one = params.extend({ id: z.uuid() })
const tags = ['journeys']

/** Ask for a trial, list them, look at one and stop it: the same for every kind. */
export const trialRoutes =
  <Request extends z.ZodType, Result extends z.ZodType>(
    trial: Trial<Request, Result>,
    { start, list, summary }: { start: string; list: string; summary: string },
    request: (ctx: Context, key: string, input: z.output<Request>) => Promise<{ id: string }>,
  ): FastifyPluginAsyncZod =>
  async (app) => {
    const { noun } = trial
    const view: z.ZodType = trialView(trial.result)
    app.post(
      `/api/journeys/:key/${start}`,
      {
        config: { scope: 'engage:write' },
        schema: {
          tags,
          summary,
          params,
          body: trial.request,
          response: { 202: z.object({ id: z.uuid() }) },
        },
      },
      async (asked, reply) => {
        const { id } = await request(asked.ctx, asked.params.key, trial.request.parse(asked.body))
        return reply.code(202).send({ id })
      },
    )
    app.get(
      `/api/journeys/:key/${list}`,
      {
        config: { scope: 'engage:read' },
        schema: {
          tags,
          summary: `Every ${noun} of a journey, the newest first`,
          params,
          querystring: pageQuery,
          response: { 200: pageOf(view) },
        },
      },
      async (asked) => listTrials(asked.ctx, trial, asked.params.key, asked.query),
    )
    app.get(
      `/api/journeys/:key/${list}/:id`,
      {
        config: { scope: 'engage:read' },
        schema: {
          tags,
          summary: `One ${noun}: how far it is, and its result`,
          params: one,
          response: { 200: view },
        },
      },
      async (asked) => readTrial(asked.ctx, trial, asked.params.key, asked.params.id),
    )
    app.post(
      `/api/journeys/:key/${list}/:id/cancellation`,
      {
        config: { scope: 'engage:write' },
        schema: { tags, summary: `Stop a ${noun}`, params: one, response: { 202: z.null() } },
      },
      async (asked, reply) => {
        await cancelTrial(asked.ctx, trial, asked.params.key, asked.params.id)
        return reply.code(202).send(null)
      },
    )
  }
