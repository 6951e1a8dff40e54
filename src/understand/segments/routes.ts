import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { etag, pageOf, requireVersion } from '../../platform/http/route-kit.ts'
import { definitionKey } from '../rules/index.ts'
import { archiveSegment, restoreSegment } from './archive-segment.ts'
import { comparisonRoutes } from './comparison/routes.ts'
import { copySegment } from './copy-segment.ts'
import { exportRoutes } from './export/routes.ts'
import { listRoutes } from './lists/routes.ts'
import { listSegments } from './list-segments.ts'
import { lookalikeRoutes } from './lookalike/routes.ts'
import { readSegmentDetail } from './read-segment-detail.ts'
import { ruleRoutes } from './rule-routes.ts'
import { createSegment, updateSegment } from './save-segment.ts'
import {
  newSegment,
  segmentChange,
  segmentCopy,
  segmentDetail,
  segmentListQuery,
  segmentView,
} from './schema.ts'
import { snapshotRoutes } from './snapshot-routes.ts'

const byKey = z.object({ key: definitionKey })
const read = { scope: 'understand:read' } as const
const write = { scope: 'understand:write' } as const
const tags = ['segments']

export const segmentRoutes: FastifyPluginAsyncZod = async (app) => {
  await app.register(ruleRoutes)
  await app.register(listRoutes)
  await app.register(snapshotRoutes)
  await app.register(comparisonRoutes)
  await app.register(lookalikeRoutes)
  await app.register(exportRoutes)
  app.get(
    '/api/segments',
    {
      config: read,
      schema: {
        tags,
        summary: 'Segments',
        querystring: segmentListQuery,
        response: { 200: pageOf(segmentView) },
      },
    },
    async (request) => listSegments(request.ctx, request.query),
  )
  app.post(
    '/api/segments',
    {
      config: write,
      schema: { tags, summary: 'Create a segment', body: newSegment, response: { 201: segmentDetail } },
    },
    async (request, reply) => {
      const version = await createSegment(request.ctx, request.body)
      reply.code(201).header('etag', etag(version)).header('location', `/api/segments/${request.body.key}`)
      return readSegmentDetail(request.ctx, request.body.key)
    },
  )
  app.get(
    '/api/segments/:key',
    { config: read, schema: { tags, summary: 'A segment', params: byKey, response: { 200: segmentDetail } } },
    async (request, reply) => {
      const segment = await readSegmentDetail(request.ctx, request.params.key)
      reply.header('etag', etag(segment.version))
      return segment
    },
  )
  app.put(
    '/api/segments/:key',
    {
      config: write,
      schema: {
        tags,
        summary: 'Change a segment',
        params: byKey,
        body: segmentChange,
        response: { 200: segmentDetail },
      },
    },
    async (request, reply) => {
      const version = await updateSegment(
        request.ctx,
        request.params.key,
        requireVersion(request),
        request.body,
      )
      reply.header('etag', etag(version))
      return readSegmentDetail(request.ctx, request.params.key)
    },
  )
  app.delete(
    '/api/segments/:key',
    {
      config: write,
      schema: { tags, summary: 'Archive a segment', params: byKey, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await archiveSegment(request.ctx, request.params.key, requireVersion(request))
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/api/segments/:key/restore',
    {
      config: write,
      schema: {
        tags,
        summary: 'Take an archived segment back into use',
        params: byKey,
        response: { 200: segmentDetail },
      },
    },
    async (request, reply) => {
      const { key } = request.params
      reply.header('etag', etag(await restoreSegment(request.ctx, key, requireVersion(request))))
      return readSegmentDetail(request.ctx, key)
    },
  )
  app.post(
    '/api/segments/:key/copies',
    {
      config: write,
      schema: {
        tags,
        summary: 'Create a segment with the rule of another',
        params: byKey,
        body: segmentCopy,
        response: { 201: segmentDetail },
      },
    },
    async (request, reply) => {
      const { key } = request.body
      const version = await copySegment(request.ctx, request.params.key, request.body)
      reply.code(201).header('etag', etag(version)).header('location', `/api/segments/${key}`)
      return readSegmentDetail(request.ctx, key)
    },
  )
}
