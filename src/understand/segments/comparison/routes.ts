import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { definitionKey } from '../../rules/index.ts'
import { abortWithCaller } from '../../../platform/http/abort-with-caller.ts'
import { combineSegments } from './combine-segments.ts'
import { overlapSegments } from './overlap-segments.ts'
import { readTrend } from './read-trend.ts'
import {
  combinationQuery,
  combinationView,
  overlapQuery,
  overlapView,
  trendQuery,
  trendView,
} from './schema.ts'

const read = { scope: 'understand:read' } as const
const tags = ['segments']

export const comparisonRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/segment-combination',
    {
      config: read,
      schema: {
        tags,
        summary: 'Union, intersection or difference of segments: its size, and the rule to save it by',
        querystring: combinationQuery,
        response: { 200: combinationView },
      },
    },
    async (request, reply) => combineSegments(request.ctx, request.query, abortWithCaller(reply)),
  )
  app.get(
    '/api/segment-overlap',
    {
      config: read,
      schema: {
        tags,
        summary: 'How many customers every two segments share',
        querystring: overlapQuery,
        response: { 200: overlapView },
      },
    },
    async (request, reply) => overlapSegments(request.ctx, request.query, abortWithCaller(reply)),
  )
  app.get(
    '/api/segments/:key/trend',
    {
      config: read,
      schema: {
        tags,
        summary: 'Size of a segment over time, with who came and went',
        params: z.object({ key: definitionKey }),
        querystring: trendQuery,
        response: { 200: trendView },
      },
    },
    async (request) => readTrend(request.ctx, request.params.key, request.query),
  )
}
