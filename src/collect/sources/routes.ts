import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { etag, pageOf, pageQuery, requireVersion } from '../../platform/http/route-kit.ts'
import { createSource } from './create-source.ts'
import { listSources, readSource } from './list-sources.ts'
import { newSource, sourceChange, sourceView } from './schema.ts'
import { rotateWriteKey, updateSource } from './update-source.ts'

const tags = ['sources']
const id = z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) })
const noBody = z.object({}).optional().nullable()

export const sourceRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/sources',
    {
      config: { scope: 'collect:read' },
      schema: {
        tags,
        summary: 'Sources of events',
        querystring: pageQuery,
        response: { 200: pageOf(sourceView) },
      },
    },
    async (request) => listSources(request.ctx, request.query),
  )
  app.get(
    '/api/sources/:id',
    {
      config: { scope: 'collect:read' },
      schema: { tags, summary: 'One source', params: id, response: { 200: sourceView } },
    },
    async (request, reply) => {
      const source = await readSource(request.ctx, request.params.id)
      return reply.header('etag', etag(source.version)).send(source)
    },
  )
  app.post(
    '/api/sources',
    {
      config: { scope: 'collect:write' },
      schema: { tags, summary: 'Add a source', body: newSource, response: { 201: sourceView } },
    },
    async (request, reply) => {
      const source = await createSource(request.ctx, request.body)
      return reply.code(201).header('etag', etag(source.version)).send(source)
    },
  )
  app.patch(
    '/api/sources/:id',
    {
      config: { scope: 'collect:write' },
      schema: {
        tags,
        summary: 'Change a source',
        params: id,
        body: sourceChange,
        response: { 200: sourceView },
      },
    },
    async (request, reply) => {
      const source = await updateSource(request.ctx, request.params.id, request.body, requireVersion(request))
      return reply.header('etag', etag(source.version)).send(source)
    },
  )
  app.post(
    '/api/sources/:id/rotate-key',
    {
      config: { scope: 'collect:write' },
      schema: {
        tags,
        summary: 'Replace the write key',
        params: id,
        body: noBody,
        response: { 200: sourceView },
      },
    },
    async (request, reply) => {
      const source = await rotateWriteKey(request.ctx, request.params.id, requireVersion(request))
      return reply.header('etag', etag(source.version)).send(source)
    },
  )
}
