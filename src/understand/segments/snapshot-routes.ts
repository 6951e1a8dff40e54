import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { etag, pageOf, pageQuery, requireVersion } from '../../platform/http/route-kit.ts'
import { definitionKey } from '../rules/index.ts'
import { pinSnapshot, setRetention } from './keep-snapshots.ts'
import { listMembers } from './list-members.ts'
import { listSnapshots } from './list-snapshots.ts'
import { readSegmentDetail } from './read-segment-detail.ts'
import { requestSnapshot } from './request-snapshot.ts'
import { memberQuery, memberView, pinChange, retentionChange, segmentDetail, snapshotView } from './schema.ts'
import { scheduleChange, schedulePreview, scheduleQuestion } from './schedules/schema.ts'
import { previewSchedule, setSchedule } from './schedules/set-schedule.ts'

const byKey = z.object({ key: definitionKey })
const byVersion = byKey.extend({
  version: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 31 - 1),
})
const read = { scope: 'understand:read' } as const
const write = { scope: 'understand:write' } as const
const tags = ['segments']

/** Snapshots: taken on request or by a schedule, kept, and who is in them. */
export const snapshotRoutes: FastifyPluginAsyncZod = async (app) => {
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
  app.put(
    '/api/segments/:key/snapshots/:version/pin',
    {
      config: write,
      schema: {
        tags,
        summary: 'Keep the members of a snapshot, or no longer',
        params: byVersion,
        body: pinChange,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { key, version } = request.params
      const { kind, name } = request.ctx.actor
      await pinSnapshot(request.ctx, key, version, `${kind}:${name}`, request.body.pinned)
      return reply.code(204).send(null)
    },
  )
  app.put(
    '/api/segments/:key/retention',
    {
      config: write,
      schema: {
        tags,
        summary: 'How many snapshots keep their members',
        params: byKey,
        body: retentionChange,
        response: { 200: segmentDetail },
      },
    },
    async (request, reply) => {
      const { key } = request.params
      const version = requireVersion(request)
      reply.header('etag', etag(await setRetention(request.ctx, key, version, request.body.keepSnapshots)))
      return readSegmentDetail(request.ctx, key)
    },
  )
  app.put(
    '/api/segments/:key/schedule',
    {
      config: write,
      schema: {
        tags,
        summary: 'When a segment is snapshot by itself',
        params: byKey,
        body: scheduleChange,
        response: { 200: segmentDetail },
      },
    },
    async (request, reply) => {
      const { key } = request.params
      const version = requireVersion(request)
      reply.header('etag', etag(await setSchedule(request.ctx, key, version, request.body)))
      return readSegmentDetail(request.ctx, key)
    },
  )
  app.post(
    '/api/segment-schedules/preview',
    {
      config: read,
      schema: {
        tags,
        summary: 'When a schedule would fall due',
        body: scheduleQuestion,
        response: { 200: schedulePreview },
      },
    },
    async (request) => previewSchedule(request.ctx, request.body.schedule),
  )
  app.get(
    '/api/segments/:key/members',
    {
      config: { scope: 'customers:read' },
      schema: {
        tags,
        summary: 'Some members of a snapshot, or who came or went with it; masked',
        params: byKey,
        querystring: memberQuery,
        response: { 200: z.object({ version: z.number().int(), items: z.array(memberView) }) },
      },
    },
    async (request) => listMembers(request.ctx, request.params.key, request.query),
  )
}
