import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageOf } from '../../platform/http/route-kit.ts'
import { listRelations } from './list-relations.ts'
import { relationInput, relationKey, relationQuery, relationView } from './schema.ts'
import { removeRelation, saveRelation } from './write-relation.ts'

const tags = ['relations']
const write = { scope: 'understand:write' } as const

export const relationRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/relations',
    {
      config: { scope: 'customers:read' },
      schema: {
        tags,
        summary: 'Households, payroll companies, merchants, referrers',
        querystring: relationQuery,
        response: { 200: pageOf(relationView) },
      },
    },
    async (request) => listRelations(request.ctx, request.query),
  )
  app.put(
    '/api/relations',
    {
      config: write,
      schema: { tags, summary: 'Note a relation', body: relationInput, response: { 200: relationView } },
    },
    async (request) => saveRelation(request.ctx, request.body),
  )
  app.delete(
    '/api/relations',
    {
      config: write,
      schema: { tags, summary: 'Remove a relation', querystring: relationKey, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await removeRelation(request.ctx, request.query)
      reply.code(204)
      return null
    },
  )
}
