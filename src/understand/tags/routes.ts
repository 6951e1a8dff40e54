import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { abortWithCaller } from '../../platform/http/abort-with-caller.ts'
import { etag, pageOf, requireVersion } from '../../platform/http/route-kit.ts'
import { definitionKey } from '../rules/index.ts'
import { tagGroupRoutes } from './group-routes.ts'
import { listTagClasses } from './list-tag-classes.ts'
import { listTagKinds, tagKinds } from './list-tag-kinds.ts'
import { listTags } from './list-tags.ts'
import { pastTagRoutes } from './past/routes.ts'
import { previewTag } from './preview/preview-tag.ts'
import { preview, previewQuestion } from './preview/schema.ts'
import { readTagDetail } from './read-tag-detail.ts'
import { createTag, retireTag, updateTag } from './save-tag.ts'
import { newTag, tagChange, tagClasses, tagDetail, tagListQuery, tagView } from './schema.ts'
import { coverageWithinScope, refuseBankCoverage } from './values-within-scope.ts'
import { tagValueRoutes } from './values/routes.ts'

const params = z.object({ key: definitionKey })
const read = { scope: 'understand:read' } as const
const write = { scope: 'understand:write' } as const
const tags = ['tags']

export const tagRoutes: FastifyPluginAsyncZod = async (app) => {
  await app.register(tagGroupRoutes)
  await app.register(pastTagRoutes)
  await app.register(tagValueRoutes)
  app.get(
    '/api/tags',
    {
      config: read,
      schema: {
        tags,
        summary: 'Tag catalogue',
        querystring: tagListQuery,
        response: { 200: pageOf(tagView) },
      },
    },
    async ({ ctx, query }) => {
      refuseBankCoverage(ctx, query.sort)
      const { items, next } = await listTags(ctx, query)
      return { items: await coverageWithinScope(ctx, items), next }
    },
  )
  app.post(
    '/api/tags',
    {
      config: write,
      schema: { tags, summary: 'Create a tag', body: newTag, response: { 201: tagDetail } },
    },
    async (request, reply) => {
      const { key } = request.body
      const version = await createTag(request.ctx, request.body)
      reply.code(201).header('etag', etag(version)).header('location', `/api/tags/${key}`)
      return readTagDetail(request.ctx, key)
    },
  )
  app.get(
    '/api/tags/:key',
    {
      config: read,
      schema: {
        tags,
        summary: 'A tag: how its values spread and moved, what it reads and what reads it, its model',
        params,
        response: { 200: tagDetail },
      },
    },
    async (request, reply) => {
      const detail = await readTagDetail(request.ctx, request.params.key)
      reply.header('etag', etag(detail.version))
      return detail
    },
  )
  app.put(
    '/api/tags/:key',
    {
      config: write,
      schema: { tags, summary: 'Change a tag', params, body: tagChange, response: { 200: tagDetail } },
    },
    async (request, reply) => {
      const { key } = request.params
      reply.header('etag', etag(await updateTag(request.ctx, key, requireVersion(request), request.body)))
      return readTagDetail(request.ctx, key)
    },
  )
  app.delete(
    '/api/tags/:key',
    {
      config: write,
      schema: { tags, summary: 'Retire a tag', params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await retireTag(request.ctx, request.params.key, requireVersion(request))
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/api/tag-previews',
    {
      config: read,
      schema: {
        tags,
        summary: 'What a definition would give, before it is saved',
        body: previewQuestion,
        response: { 200: preview },
      },
    },
    async (request, reply) => previewTag(request.ctx, request.body, abortWithCaller(reply)),
  )
  app.get(
    '/api/tag-kinds',
    {
      config: read,
      schema: {
        tags,
        summary: 'Kinds of tags with the JSON Schema of their definitions',
        response: { 200: tagKinds },
      },
    },
    async () => listTagKinds(),
  )
  app.get(
    '/api/tag-classes',
    {
      config: read,
      schema: {
        tags,
        summary: 'Classes and subclasses of the catalogue, and owners',
        response: { 200: tagClasses },
      },
    },
    async (request) => listTagClasses(request.ctx),
  )
}
