import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { definitionKey } from '../../understand/rules/index.ts'
import { addFromLibrary } from './add-from-library.ts'
import { listLibrary, readLibraryJourney } from './read-library.ts'
import { addFromLibraryRequest, libraryDetail, libraryItem, libraryQuery } from './schema.ts'

const tags = ['journey library']
const params = z.object({ key: definitionKey })

export const libraryRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/journey-library',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'Ready journeys of a bank, and what each still needs here',
        querystring: libraryQuery,
        response: { 200: z.object({ items: z.array(libraryItem) }) },
      },
    },
    async (request) => ({ items: await listLibrary(request.ctx, request.query) }),
  )
  app.get(
    '/api/journey-library/:key',
    {
      config: { scope: 'engage:read' },
      schema: { tags, summary: 'One ready journey', params, response: { 200: libraryDetail } },
    },
    async (request) => readLibraryJourney(request.ctx, request.params.key),
  )
  app.post(
    '/api/journey-library/:key/journeys',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Make a draft of a ready journey, with the segments and templates it brings',
        params,
        body: addFromLibraryRequest,
        response: {
          201: z.object({
            key: definitionKey,
            segments: z.array(definitionKey).describe('Created'),
            templates: z.array(definitionKey).describe('Created and published'),
          }),
        },
      },
    },
    async (request, reply) => {
      const added = await addFromLibrary(request.ctx, request.params.key, request.body.key)
      return reply.code(201).send(added)
    },
  )
}
