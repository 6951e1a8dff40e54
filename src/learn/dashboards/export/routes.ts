import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { abortWithCaller } from '../../../platform/http/abort-with-caller.ts'
import { exportBoard } from './export-board.ts'
import { exportInput } from './schema.ts'

const params = z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647) })

export const exportRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/api/dashboards/:id/exports',
    {
      config: { scope: 'learn:read' },
      schema: {
        tags: ['dashboards'],
        summary: 'The numbers of a dashboard, or of one widget, as a CSV or Excel file',
        params,
        body: exportInput,
        response: { 200: z.any().describe('The file; its name is in the header Content-Disposition') },
      },
    },
    async (request, reply) => {
      const gone = abortWithCaller(reply)
      const { name, type, content } = await exportBoard(request.ctx, request.params.id, request.body, gone)
      return reply
        .type(type)
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
        .send(content)
    },
  )
}
