import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageOf, pageQuery } from '../../platform/http/route-kit.ts'
import { calendarDay, definitionKey } from '../rules/index.ts'
import { listTagGroups, readTagGroup } from './list-tag-groups.ts'
import { listTags } from './list-tags.ts'
import { readTagDetail } from './read-tag-detail.ts'
import { requestRefresh } from './request-refresh.ts'
import { tagDetail, tagGroupView, tagListQuery, tagView } from './schema.ts'

const byKey = z.object({ key: definitionKey })
const read = { scope: 'understand:read' } as const
const tags = ['tags']

export const tagRoutes: FastifyPluginAsyncZod = async (app) => {
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
    async (request) => listTags(request.ctx, request.query),
  )
  app.get(
    '/api/tags/:key',
    {
      config: read,
      schema: {
        tags,
        summary: 'A tag and how its values spread',
        params: byKey,
        response: { 200: tagDetail },
      },
    },
    async (request) => readTagDetail(request.ctx, request.params.key),
  )
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
    async (request) => listTagGroups(request.ctx, request.query),
  )
  app.get(
    '/api/tag-groups/:key',
    {
      config: read,
      schema: { tags, summary: 'A tag group', params: byKey, response: { 200: tagGroupView } },
    },
    async (request) => readTagGroup(request.ctx, request.params.key),
  )
  app.post(
    '/api/tag-groups/:key/refresh',
    {
      config: { scope: 'understand:write' },
      schema: {
        tags,
        summary: 'Queue the refresh of a tag group',
        params: byKey,
        body: z.object({ asOf: calendarDay.optional() }).nullish(),
        response: { 202: z.object({ job: z.string().nullable() }) },
      },
    },
    async (request, reply) =>
      reply.code(202).send(await requestRefresh(request.ctx, request.params.key, request.body?.asOf)),
  )
}
