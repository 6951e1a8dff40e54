import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { etag, pageOf, pageQuery, requireVersion } from '../../platform/http/route-kit.ts'
import { definitionKey } from '../rules/index.ts'
import { abortWithCaller } from './abort-with-caller.ts'
import { archiveSegment } from './archive-segment.ts'
import { estimateRule } from './estimate-rule.ts'
import { latestOnly } from './latest-only.ts'
import { listRoutes } from './list-routes.ts'
import { listSegments } from './list-segments.ts'
import { listMembers, listSnapshots } from './list-snapshots.ts'
import { readSegmentDetail } from './read-segment-detail.ts'
import { requestSnapshot } from './request-snapshot.ts'
import { ruleRoutes } from './rule-routes.ts'
import { createSegment, updateSegment } from './save-segment.ts'
import {
  estimateInput,
  estimateView,
  memberView,
  newSegment,
  segmentChange,
  segmentDetail,
  segmentListQuery,
  segmentView,
  snapshotView,
} from './schema.ts'

const byKey = z.object({ key: definitionKey })
const read = { scope: 'understand:read' } as const
const write = { scope: 'understand:write' } as const
const tags = ['segments']

export const segmentRoutes: FastifyPluginAsyncZod = async (app) => {
  const estimates = latestOnly()
  await app.register(ruleRoutes)
  await app.register(listRoutes)
  app.post(
    '/api/rules/estimate',
    {
      config: read,
      schema: {
        tags: ['rules'],
        summary: 'How many customers a rule means',
        body: estimateInput,
        response: { 200: estimateView },
      },
    },
    async (request, reply) => {
      const { rule, editor } = request.body
      const gone = abortWithCaller(reply)
      if (editor === undefined) return estimateRule(request.ctx, rule, gone)
      const { kind, id } = request.ctx.actor
      return estimates.run(`${kind} ${id} ${editor}`, gone, (signal) =>
        estimateRule(request.ctx, rule, signal),
      )
    },
  )
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
  app.get(
    '/api/segments/:key/snapshots',
    {
      config: read,
      schema: {
        tags,
        summary: 'Snapshots of a segment, newest first',
        params: byKey,
        querystring: pageQuery,
        response: { 200: pageOf(snapshotView) },
      },
    },
    async (request) => listSnapshots(request.ctx, request.params.key, request.query),
  )
  app.post(
    '/api/segments/:key/snapshots',
    {
      config: write,
      schema: {
        tags,
        summary: 'Queue a snapshot of a segment as of now',
        params: byKey,
        response: { 202: z.object({ job: z.string().nullable() }) },
      },
    },
    async (request, reply) => reply.code(202).send(await requestSnapshot(request.ctx, request.params.key)),
  )
  app.get(
    '/api/segments/:key/members',
    {
      config: { scope: 'customers:read' },
      schema: {
        tags,
        summary: 'Some members of the latest snapshot, masked',
        params: byKey,
        querystring: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
        response: { 200: z.object({ version: z.number().int(), items: z.array(memberView) }) },
      },
    },
    async (request) => listMembers(request.ctx, request.params.key, request.query.limit),
  )
}
