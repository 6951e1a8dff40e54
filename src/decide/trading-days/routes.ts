import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { etag, requireVersion } from '../../platform/http/route-kit.ts'
import { readTradingYear } from './read-trading-days.ts'
import { saveTradingYear } from './save-trading-year.ts'
import { tradingYearInput, tradingYearNumber, tradingYearView } from './schema.ts'

const yearOf = z.object({ year: tradingYearNumber })

export const tradingDayRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/trading-days/:year',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags: ['contact policy'],
        summary: 'Holidays of a year, and weekend days worked in exchange',
        params: yearOf,
        response: { 200: tradingYearView },
      },
    },
    async (request, reply) => {
      const year = await readTradingYear(request.ctx, request.params.year)
      return reply.header('etag', etag(year.version)).send(year)
    },
  )
  app.put(
    '/api/trading-days/:year',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags: ['contact policy'],
        summary: 'Replace the holidays of a year',
        params: yearOf,
        body: tradingYearInput,
        response: { 200: tradingYearView },
      },
    },
    async (request, reply) => {
      const { year } = request.params
      const saved = await saveTradingYear(request.ctx, year, request.body, requireVersion(request))
      return reply.header('etag', etag(saved.version)).send(saved)
    },
  )
}
