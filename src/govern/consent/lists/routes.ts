import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { etag, pageOf, pageQuery, requireVersion } from '../../../platform/http/route-kit.ts'
import { listEntry, listInput, listKey, listUpload, listView, newListInput, uploadReport } from '../schema.ts'
import { listEntries, listLists } from './list-lists.ts'
import { archiveList, changeList, createList, findList } from './save-list.ts'
import { uploadEntries } from './upload-entries.ts'

/** Large enough for the numbers of a million customers. */
const bodyLimit = 24 * 1024 * 1024
const byKey = z.object({ key: listKey })
const tags = ['consent']

export const suppressionListRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/suppression-lists',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'Lists of customers who are not contacted, and how many stand on each',
        response: { 200: z.object({ items: z.array(listView), next: z.null() }) },
      },
    },
    async (request) => ({ items: await listLists(request.ctx), next: null }),
  )
  app.post(
    '/api/suppression-lists',
    {
      config: { scope: 'govern:write' },
      schema: { tags, summary: 'Begin a list of your own', body: newListInput, response: { 201: listView } },
    },
    async (request, reply) => reply.code(201).send(await createList(request.ctx, request.body)),
  )
  app.put(
    '/api/suppression-lists/:key',
    {
      config: { scope: 'govern:write' },
      schema: {
        tags,
        summary: 'Change what a list is called and which contacts it stops',
        params: byKey,
        body: listInput,
        response: { 200: listView },
      },
    },
    async (request, reply) => {
      const view = await changeList(request.ctx, request.params.key, request.body, requireVersion(request))
      return reply.header('etag', etag(view.version)).send(view)
    },
  )
  app.delete(
    '/api/suppression-lists/:key',
    {
      config: { scope: 'govern:write' },
      schema: { tags, summary: 'Put a list of your own away', params: byKey, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await archiveList(request.ctx, request.params.key)
      return reply.code(204).send(null)
    },
  )
  app.get(
    '/api/suppression-lists/:key/entries',
    {
      config: { scope: 'customers:read' },
      schema: {
        tags,
        summary: 'Customers who stand on a list now',
        params: byKey,
        querystring: pageQuery,
        response: { 200: pageOf(listEntry) },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      await findList(request.ctx, request.params.key)
      return listEntries(request.ctx, request.params.key, request.query)
    },
  )
  app.post(
    '/api/suppression-lists/:key/entries',
    {
      bodyLimit,
      config: { scope: 'govern:write' },
      schema: {
        tags,
        summary: 'Put many customers on a list by their numbers, or end their entries',
        params: byKey,
        body: listUpload,
        response: { 201: uploadReport },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await uploadEntries(request.ctx, request.params.key, request.body)),
  )
}
