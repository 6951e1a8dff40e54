import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  decodeCursor,
  encodeCursor,
  etag,
  pageOf,
  pageQuery,
  requireVersion,
} from '../../../platform/http/route-kit.ts'
import { plainText } from '../../../understand/rules/index.ts'
import { readTemplate } from '../read-template.ts'
import { templateKey, templateVersionView, templateView } from '../schema.ts'
import { decideVersion } from './decide-version.ts'
import { listVersions } from './list-versions.ts'
import { publishTemplate } from './publish-template.ts'
import { restoreVersion } from './restore-version.ts'
import { retireTemplate } from './retire-template.ts'

const tags = ['templates']
const params = z.object({ key: templateKey })
const ofVersion = params.extend({ version: z.coerce.number().int().min(1).max(1_000_000) })
const note = plainText(500).default('')
const largest = 2_147_483_647

/** Draft → submitted → published → retired. */
export const versionRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/templates/:key/versions',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'Versions of a template, the newest first',
        params,
        querystring: pageQuery,
        response: { 200: pageOf(templateVersionView) },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query
      const before = cursor === undefined ? largest : decodeCursor(cursor, z.number().int().max(largest))
      const page = await listVersions(request.ctx, request.params.key, { before, limit })
      return { items: page.items, next: page.before === null ? null : encodeCursor(page.before) }
    },
  )
  app.post(
    '/api/templates/:key/versions',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Publish the draft, or submit it where the bank asks for four eyes',
        params,
        body: z.strictObject({ note }),
        response: { 201: z.object({ version: z.number().int(), state: z.enum(['published', 'submitted']) }) },
      },
    },
    async (request, reply) => {
      const options = { note: request.body.note, basedOn: requireVersion(request) }
      return reply.code(201).send(await publishTemplate(request.ctx, request.params.key, options))
    },
  )
  app.post(
    '/api/templates/:key/versions/:version/decision',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Publish a submitted version, or send it back; not by who submitted it',
        params: ofVersion,
        body: z.strictObject({ approve: z.boolean(), note }),
        response: {
          200: z.object({ version: z.number().int(), state: z.enum(['published', 'submitted', 'rejected']) }),
        },
      },
    },
    async (request) => {
      const { key, version } = request.params
      return decideVersion(request.ctx, key, version, request.body)
    },
  )
  app.post(
    '/api/templates/:key/versions/:version/restoration',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Take the content of an earlier version as the draft',
        params: ofVersion,
        response: { 200: templateView },
      },
    },
    async (request, reply) => {
      const { key, version } = request.params
      const restored = await restoreVersion(request.ctx, key, version, requireVersion(request))
      return reply.header('etag', etag(restored.version)).send(await readTemplate(request.ctx, key))
    },
  )
  app.delete(
    '/api/templates/:key',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Take a template out of use; touches keep the version they said',
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await retireTemplate(request.ctx, request.params.key, requireVersion(request))
      return reply.code(204).send(null)
    },
  )
}
