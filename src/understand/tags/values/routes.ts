import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageQuery } from '../../../platform/http/route-kit.ts'
import { definitionKey } from '../../rules/index.ts'
import { clearedValues, manualValue, uploadPage, uploadReport, valuesUpload } from './schema.ts'
import { clearTagValues, listUploads, setValue, uploadValues } from './upload-values.ts'

/** Large enough for the values of a million customers. */
const bodyLimit = 24 * 1024 * 1024
const params = z.object({ key: definitionKey })
const read = { scope: 'understand:read' } as const
const write = { scope: 'understand:write' } as const
const tags = ['tags']

export const tagValueRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/api/tags/:key/values',
    {
      bodyLimit,
      config: write,
      schema: {
        tags,
        summary: 'Upload values of an imported tag by customer number',
        params,
        body: valuesUpload,
        response: { 201: uploadReport },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await uploadValues(request.ctx, request.params.key, request.body)),
  )
  app.delete(
    '/api/tags/:key/values',
    {
      config: write,
      schema: {
        tags,
        summary: 'Take every value of an imported tag away',
        params,
        response: { 200: clearedValues },
      },
    },
    async (request) => clearTagValues(request.ctx, request.params.key),
  )
  app.put(
    '/api/tags/:key/customer-value',
    {
      config: write,
      schema: {
        tags,
        summary: 'Set the value of an imported tag for one customer, or take it away',
        params,
        body: manualValue,
        response: { 202: z.object({ job: z.string().nullable() }) },
      },
    },
    async (request, reply) =>
      reply.code(202).send(await setValue(request.ctx, request.params.key, request.body)),
  )
  app.get(
    '/api/tags/:key/uploads',
    {
      config: read,
      schema: {
        tags,
        summary: 'Uploads of values of a tag, the latest first',
        params,
        querystring: pageQuery,
        response: { 200: uploadPage },
      },
    },
    async (request) => listUploads(request.ctx, request.params.key, request.query),
  )
}
