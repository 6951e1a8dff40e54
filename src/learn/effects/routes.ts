import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageOf, pageQuery } from '../../platform/http/route-kit.ts'
import { listEffects, readEffect } from './read-effects.ts'
import { refreshEffect } from './refresh-effects.ts'
import { effectReport } from './schema.ts'

const tags = ['effects']
const params = z.object({ journey: z.string().max(64) })

export const effectRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/effects',
    {
      config: { scope: 'learn:read' },
      schema: {
        tags,
        summary: 'Latest effect report of every journey',
        querystring: pageQuery,
        response: { 200: pageOf(effectReport) },
      },
    },
    async (request) => listEffects(request.ctx, request.query),
  )
  app.get(
    '/api/effects/:journey',
    {
      config: { scope: 'learn:read' },
      schema: {
        tags,
        summary: 'Latest effect report of one journey',
        params,
        response: { 200: effectReport },
      },
    },
    async (request) => readEffect(request.ctx, request.params.journey),
  )
  app.post(
    '/api/effects/:journey/refresh',
    {
      config: { scope: 'learn:write' },
      schema: {
        tags,
        summary: 'Compute the effect of a journey now',
        params,
        response: { 200: effectReport },
      },
    },
    async (request) => refreshEffect(request.ctx, request.params.journey),
  )
}
