import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { definitionKey } from '../../rules/index.ts'
import { cancelExport } from './cancel-export.ts'
import { listExportChoices } from './list-export-choices.ts'
import { listExports, readExport } from './list-exports.ts'
import { requestExport } from './request-export.ts'
import { exportChoices, exportPage, exportQuery, exportRequest, exportView } from './schema.ts'
import { streamExport } from './stream-export.ts'

const byId = z.object({
  id: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 31 - 1),
})
const read = { scope: 'understand:read' } as const
const take = { scope: 'segments:export' } as const
const tags = ['segments']

export const exportRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/segment-exports/choices',
    {
      config: take,
      schema: { tags, summary: 'What a file of members can hold', response: { 200: exportChoices } },
    },
    async (request) => listExportChoices(request.ctx),
  )
  app.post(
    '/api/segments/:key/exports',
    {
      config: take,
      schema: {
        tags,
        summary: 'Ask for the members of the latest snapshot as a file, with a reason',
        params: z.object({ key: definitionKey }),
        body: exportRequest,
        response: { 201: exportView },
      },
    },
    async (request, reply) => {
      const id = await requestExport(request.ctx, request.params.key, request.body)
      reply.code(201).header('location', `/api/segment-exports/${id}`)
      return readExport(request.ctx, id)
    },
  )
  app.get(
    '/api/segment-exports',
    {
      config: read,
      schema: {
        tags,
        summary: 'Files that were asked for, newest first',
        querystring: exportQuery,
        response: { 200: exportPage },
      },
    },
    async (request) => listExports(request.ctx, request.query),
  )
  app.get(
    '/api/segment-exports/:id',
    {
      config: read,
      schema: { tags, summary: 'A file that was asked for', params: byId, response: { 200: exportView } },
    },
    async (request) => readExport(request.ctx, request.params.id),
  )
  app.get(
    '/api/segment-exports/:id/content',
    {
      config: take,
      schema: {
        tags,
        summary: 'The file as CSV: once, for whoever asked for it',
        params: byId,
        produces: ['text/csv'],
      },
    },
    async (request, reply) => streamExport(request.ctx, request.params.id, reply),
  )
  app.post(
    '/api/segment-exports/:id/cancellation',
    {
      config: take,
      schema: {
        tags,
        summary: 'Stop a file: it can no longer be fetched, or ends where it is',
        params: byId,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await cancelExport(request.ctx, request.params.id)
      return reply.code(204).send(null)
    },
  )
}
