import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { definitionKey } from '../../rules/index.ts'
import { deleteList } from './delete-list.ts'
import { listCustomerLists, readCustomerList } from './list-customer-lists.ts'
import { listRejections } from './list-rejections.ts'
import {
  listDetail,
  listPage,
  listQuery,
  listReport,
  listUpload,
  rejectionPage,
  rejectionQuery,
} from './schema.ts'
import { uploadList } from './upload-list.ts'

/** Large enough for the numbers of a million customers. */
const bodyLimit = 24 * 1024 * 1024
const byKey = z.object({ key: definitionKey })
const read = { scope: 'understand:read' } as const
const write = { scope: 'understand:write' } as const
const tags = ['segments']

export const listRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/customer-lists',
    {
      config: read,
      schema: { tags, summary: 'Lists of customers', querystring: listQuery, response: { 200: listPage } },
    },
    async (request) => listCustomerLists(request.ctx, request.query),
  )
  app.post(
    '/api/customer-lists',
    {
      bodyLimit,
      config: write,
      schema: {
        tags,
        summary: 'Upload a list of customer numbers that rules can use',
        body: listUpload,
        response: { 201: listReport },
      },
    },
    async (request, reply) => reply.code(201).send(await uploadList(request.ctx, request.body)),
  )
  app.get(
    '/api/customer-lists/:key',
    {
      config: read,
      schema: {
        tags,
        summary: 'A list of customers: its versions and who uses it',
        params: byKey,
        response: { 200: listDetail },
      },
    },
    async (request) => readCustomerList(request.ctx, request.params.key),
  )
  app.delete(
    '/api/customer-lists/:key',
    {
      config: write,
      schema: { tags, summary: 'Delete a list of customers', params: byKey, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await deleteList(request.ctx, request.params.key)
      return reply.code(204).send(null)
    },
  )
  app.get(
    '/api/customer-lists/:key/rejections',
    {
      // What stands there may be anything about a person.
      config: { scope: 'customers:read' },
      schema: {
        tags,
        summary: 'Lines of the latest upload that name nobody, or somebody twice; masked',
        params: byKey,
        querystring: rejectionQuery,
        response: { 200: rejectionPage },
      },
    },
    async (request) => listRejections(request.ctx, request.params.key, request.query),
  )
}
