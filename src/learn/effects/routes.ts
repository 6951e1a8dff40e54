import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { etag, pageOf, pageQuery, requireVersion } from '../../platform/http/route-kit.ts'
import { attributeTouches } from './attribute-touches.ts'
import { effectPlan, effectPlanView } from './plan-schema.ts'
import { planSize } from './plan-size.ts'
import { listEffects, readEffect } from './read-effects.ts'
import { readSegmentEffects, readUplift } from './read-slices.ts'
import { readSplitEffects } from './read-splits.ts'
import { refreshEffect } from './refresh-effects.ts'
import { readPlan, savePlan } from './save-plan.ts'
import { effectReport } from './schema.ts'
import {
  attribution,
  attributionQuery,
  sampleSizeAnswer,
  sampleSizeQuestion,
  segmentEffects,
  segmentQuery,
  splitEffects,
  splitQuery,
  uplift,
  upliftQuery,
} from './slice-schema.ts'

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
  app.get(
    '/api/effects/:journey/plan',
    {
      config: { scope: 'learn:read' },
      schema: {
        tags,
        summary: 'How the effect of a journey is measured',
        params,
        response: { 200: effectPlanView },
      },
    },
    async (request, reply) => {
      const view = await readPlan(request.ctx, request.params.journey)
      reply.header('etag', etag(view.version))
      return view
    },
  )
  app.put(
    '/api/effects/:journey/plan',
    {
      config: { scope: 'learn:write' },
      schema: {
        tags,
        summary: 'Say how the effect of a journey is measured',
        params,
        body: effectPlan,
        response: { 200: effectPlanView },
      },
    },
    async (request, reply) => {
      const basedOn = requireVersion(request)
      const view = await savePlan(request.ctx, request.params.journey, request.body, basedOn)
      reply.header('etag', etag(view.version))
      return view
    },
  )
  app.get(
    '/api/effects/:journey/segments',
    {
      config: { scope: 'learn:read' },
      schema: {
        tags,
        summary: 'The effect of a journey by the values of a tag, strongest first',
        params,
        querystring: segmentQuery,
        response: { 200: segmentEffects },
      },
    },
    async (request) => readSegmentEffects(request.ctx, request.params.journey, request.query),
  )
  app.get(
    '/api/effects/:journey/uplift',
    {
      config: { scope: 'learn:read' },
      schema: {
        tags,
        summary: 'The effect of a journey by tenths of a score, and the Qini curve',
        params,
        querystring: upliftQuery,
        response: { 200: uplift },
      },
    },
    async (request) => readUplift(request.ctx, request.params.journey, request.query),
  )
  app.get(
    '/api/effects/:journey/splits',
    {
      config: { scope: 'learn:read' },
      schema: {
        tags,
        summary: 'The branches of every random split of a journey against the first',
        params,
        querystring: splitQuery,
        response: { 200: splitEffects },
      },
    },
    async (request) => readSplitEffects(request.ctx, request.params.journey, request.query),
  )
  app.get(
    '/api/effects/:journey/attribution',
    {
      config: { scope: 'learn:read' },
      schema: {
        tags,
        summary: 'Touches before the conversions of a journey: not causal',
        params,
        querystring: attributionQuery,
        response: { 200: attribution },
      },
    },
    async (request) => attributeTouches(request.ctx, request.params.journey, request.query),
  )
  app.post(
    '/api/effects/sample-size',
    {
      config: { scope: 'learn:read' },
      schema: {
        tags,
        summary: 'Customers that an effect needs, or the least effect that customers find',
        body: sampleSizeQuestion,
        response: { 200: sampleSizeAnswer },
      },
    },
    async (request) => planSize(request.body),
  )
}
