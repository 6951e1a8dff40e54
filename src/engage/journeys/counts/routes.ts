import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageOf } from '../../../platform/http/route-kit.ts'
import { journeyDraft } from '../schema.ts'
import { listStanding } from './list-standing.ts'
import { listTicks } from './list-ticks.ts'
import { readCounts } from './read-counts.ts'
import { readFunnel } from './read-funnel.ts'
import {
  countsQuery,
  journeyCounts,
  journeyFunnel,
  standingCustomer,
  standingQuery,
  tickQuery,
  tickView,
} from './schema.ts'

const params = z.object({ key: journeyDraft.shape.key })
const tags = ['journeys']
const read = { scope: 'engage:read' } as const

export const countRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/journeys/:key/counts',
    {
      config: read,
      schema: {
        tags,
        summary: 'Live counts: who stands at each node, who went along each edge, what was sent',
        params,
        querystring: countsQuery,
        response: { 200: journeyCounts },
      },
    },
    async (request) => readCounts(request.ctx, request.params.key, request.query.version),
  )
  app.get(
    '/api/journeys/:key/funnel',
    {
      config: read,
      schema: {
        tags,
        summary: 'How many different customers entered, were contacted, opened and converted',
        params,
        response: { 200: journeyFunnel },
      },
    },
    async (request) => readFunnel(request.ctx, request.params.key),
  )
  app.get(
    '/api/journeys/:key/ticks',
    {
      config: read,
      schema: {
        tags,
        summary: 'Ticks of a journey, the newest first: who moved, what the gate said, what was sent',
        params,
        querystring: tickQuery,
        response: { 200: pageOf(tickView) },
      },
    },
    async (request) => listTicks(request.ctx, request.params.key, request.query),
  )
  app.get(
    '/api/journeys/:key/customers',
    {
      config: { scope: 'customers:read' },
      schema: {
        tags,
        summary: 'Who stands at a node of a journey now',
        params,
        querystring: standingQuery,
        response: { 200: pageOf(standingCustomer) },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return listStanding(request.ctx, request.params.key, request.query)
    },
  )
}
