import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { etag, pageOf, pageQuery, requireVersion } from '../../platform/http/route-kit.ts'
import { calendarDay, definitionKey } from '../rules/index.ts'
import { listTagGroups, readTagGroup } from './list-tag-groups.ts'
import { requestRefresh } from './request-refresh.ts'
import { createTagGroup, deleteTagGroup, updateTagGroup } from './save-tag-group.ts'
import { newTagGroup, tagGroupChange, tagGroupView } from './schema.ts'
import { groupWithinScope } from './values-within-scope.ts'

const params = z.object({ key: definitionKey })
const read = { scope: 'understand:read' } as const
const write = { scope: 'understand:write' } as const
const tags = ['tags']
const refreshQuestion = z.object({
  asOf: calendarDay.optional(),
  /** The groups that are computed from it too. */
  dependants: z.boolean().default(false),
})

export const tagGroupRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/tag-groups',
    {
      config: read,
      schema: {
        tags,
        summary: 'Tag groups',
        querystring: pageQuery,
        response: { 200: pageOf(tagGroupView) },
      },
    },
    async ({ ctx, query }) => {
      const { items, next } = await listTagGroups(ctx, query)
      return { items: items.map((group) => groupWithinScope(ctx, group)), next }
    },
  )
  app.post(
    '/api/tag-groups',
    {
      config: write,
      schema: { tags, summary: 'Create a tag group', body: newTagGroup, response: { 201: tagGroupView } },
    },
    async (request, reply) => {
      const { key } = request.body
      const version = await createTagGroup(request.ctx, request.body)
      reply.code(201).header('etag', etag(version)).header('location', `/api/tag-groups/${key}`)
      return readTagGroup(request.ctx, key)
    },
  )
  app.get(
    '/api/tag-groups/:key',
    {
      config: read,
      schema: { tags, summary: 'A tag group', params, response: { 200: tagGroupView } },
    },
    async (request, reply) => {
      const group = await readTagGroup(request.ctx, request.params.key)
      reply.header('etag', etag(group.version))
      return groupWithinScope(request.ctx, group)
    },
  )
  app.put(
    '/api/tag-groups/:key',
    {
      config: write,
      schema: {
        tags,
        summary: 'Change a tag group: its name, its schedule, how many past days it keeps',
        params,
        body: tagGroupChange,
        response: { 200: tagGroupView },
      },
    },
    async (request, reply) => {
      const { key } = request.params
      reply.header(
        'etag',
        etag(await updateTagGroup(request.ctx, key, requireVersion(request), request.body)),
      )
      return readTagGroup(request.ctx, key)
    },
  )
  app.delete(
    '/api/tag-groups/:key',
    {
      config: write,
      schema: { tags, summary: 'Delete a tag group without tags', params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await deleteTagGroup(request.ctx, request.params.key, requireVersion(request))
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/api/tag-groups/:key/refresh',
    {
      config: write,
      schema: {
        tags,
        summary: 'Queue the refresh of a tag group',
        params,
        body: refreshQuestion.nullish(),
        response: { 202: z.object({ job: z.string().nullable() }) },
      },
    },
    async (request, reply) =>
      reply.code(202).send(await requestRefresh(request.ctx, request.params.key, request.body ?? {})),
  )
}
