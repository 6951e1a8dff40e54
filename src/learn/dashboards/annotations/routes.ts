import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { etag, requireVersion } from '../../../platform/http/route-kit.ts'
import { readMarks } from './read-marks.ts'
import { createAnnotation, deleteAnnotation, updateAnnotation } from './save-annotation.ts'
import { annotationInput, annotationView, mark, marksQuery } from './schema.ts'

const tags = ['dashboards']
const read = { config: { scope: 'learn:read' } } as const
const write = { config: { scope: 'learn:write' } } as const
const params = z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647) })

export const annotationRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/annotations',
    {
      ...read,
      schema: {
        tags,
        summary: 'What is drawn on charts of some days: annotations, and journeys that began or ended',
        querystring: marksQuery,
        response: { 200: z.object({ items: z.array(mark) }) },
      },
    },
    async (request) => ({ items: await readMarks(request.ctx, request.query) }),
  )
  app.post(
    '/api/annotations',
    {
      ...write,
      schema: {
        tags,
        summary: 'Note on charts what happened on a day',
        body: annotationInput,
        response: { 201: annotationView },
      },
    },
    async (request, reply) => {
      const made = await createAnnotation(request.ctx, request.body)
      return reply.code(201).header('etag', etag(made.version)).send(made)
    },
  )
  app.put(
    '/api/annotations/:id',
    {
      ...write,
      schema: {
        tags,
        summary: 'Change an annotation',
        params,
        body: annotationInput,
        response: { 200: annotationView },
      },
    },
    async (request, reply) => {
      const changed = await updateAnnotation(
        request.ctx,
        request.params.id,
        requireVersion(request),
        request.body,
      )
      return reply.header('etag', etag(changed.version)).send(changed)
    },
  )
  app.delete(
    '/api/annotations/:id',
    { ...write, schema: { tags, summary: 'Remove an annotation', params, response: { 204: z.null() } } },
    async (request, reply) => {
      await deleteAnnotation(request.ctx, request.params.id, requireVersion(request))
      return reply.code(204).send(null)
    },
  )
}
