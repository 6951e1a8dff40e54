import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listTemplates } from './list-templates.ts'
import { templateView } from './schema.ts'

export const templateRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/templates',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags: ['templates'],
        summary: 'What messages say',
        response: { 200: z.object({ items: z.array(templateView), next: z.null() }) },
      },
    },
    async (request) => ({ items: await listTemplates(request.ctx), next: null }),
  )
}
