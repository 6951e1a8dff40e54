import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { addBoardsFromLibrary, listBoardLibrary } from './add-from-library.ts'
import { addBoards, readyBoardView } from './schema.ts'

const tags = ['dashboards']

export const libraryRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/dashboard-library',
    {
      config: { scope: 'learn:read' },
      schema: {
        tags,
        summary: 'Ready dashboards of a bank',
        response: { 200: z.object({ items: z.array(readyBoardView) }) },
      },
    },
    async (request) => ({ items: await listBoardLibrary(request.ctx) }),
  )
  app.post(
    '/api/dashboard-library',
    {
      config: { scope: 'learn:write' },
      schema: {
        tags,
        summary: 'Make ready dashboards the bank’s own, with the ready metrics that they show',
        body: addBoards,
        response: { 200: z.object({ added: z.array(z.string()) }) },
      },
    },
    async (request) => ({ added: await addBoardsFromLibrary(request.ctx, request.body.keys) }),
  )
}
