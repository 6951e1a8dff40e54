import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { listReport, listUpload } from './schema.ts'
import { uploadList } from './upload-list.ts'

/** Large enough for the numbers of a million customers. */
const bodyLimit = 24 * 1024 * 1024

export const listRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/api/customer-lists',
    {
      bodyLimit,
      config: { scope: 'understand:write' },
      schema: {
        tags: ['segments'],
        summary: 'Upload a list of customer numbers that rules can use',
        body: listUpload,
        response: { 201: listReport },
      },
    },
    async (request, reply) => reply.code(201).send(await uploadList(request.ctx, request.body)),
  )
}
