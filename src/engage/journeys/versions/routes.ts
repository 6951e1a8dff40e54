import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { etag, pageOf, pageQuery, requireVersion } from '../../../platform/http/route-kit.ts'
import { readJourney } from '../read-journeys.ts'
import { journeyDraft, journeyView } from '../schema.ts'
import { diffVersions } from './diff-versions.ts'
import { migrateCustomers } from './migrate-customers.ts'
import { listVersions, readVersion } from './read-versions.ts'
import { restoreVersion } from './restore-version.ts'
import { migration, migrationReport, side, versionDiff, versionSummary, versionView } from './schema.ts'

const params = z.object({ key: journeyDraft.shape.key })
const versionParams = params.extend({ version: z.coerce.number().int().positive() })
const tags = ['journeys']
const read = { scope: 'engage:read' } as const
const write = { scope: 'engage:write' } as const

export const versionRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/journeys/:key/versions',
    {
      config: read,
      schema: {
        tags,
        summary: 'Published versions of a journey, the newest first, and how many customers are in each',
        params,
        querystring: pageQuery,
        response: { 200: pageOf(versionSummary) },
      },
    },
    async (request) => listVersions(request.ctx, request.params.key, request.query),
  )
  app.get(
    '/api/journeys/:key/versions/:version',
    {
      config: read,
      schema: {
        tags,
        summary: 'One version: its graph, and who stands where in it',
        params: versionParams,
        response: { 200: versionView },
      },
    },
    async (request) => readVersion(request.ctx, request.params.key, request.params.version),
  )
  app.get(
    '/api/journeys/:key/diff',
    {
      config: read,
      schema: {
        tags,
        summary: 'What changed between two versions, or from a version to the draft',
        params,
        querystring: z.object({ from: side, to: side.default('draft') }),
        response: { 200: versionDiff },
      },
    },
    async (request) => diffVersions(request.ctx, request.params.key, request.query),
  )
  app.post(
    '/api/journeys/:key/versions/:version/restore',
    {
      config: write,
      schema: {
        tags,
        summary: 'Make a published version the draft again',
        params: versionParams,
        response: { 200: journeyView },
      },
    },
    async (request, reply) => {
      const { key, version } = request.params
      const saved = await restoreVersion(request.ctx, key, version, requireVersion(request))
      reply.header('etag', etag(saved.version))
      return readJourney(request.ctx, key)
    },
  )
  app.post(
    '/api/journeys/:key/migrations',
    {
      config: write,
      schema: {
        tags,
        summary: 'Take the customers of one version over to another, node by node',
        params,
        body: migration,
        response: { 200: migrationReport },
      },
    },
    async (request) => migrateCustomers(request.ctx, request.params.key, request.body),
  )
}
