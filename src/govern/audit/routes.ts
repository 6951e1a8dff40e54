import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageOf } from '../../platform/http/route-kit.ts'
import { listAudit } from './list-audit.ts'
import { auditQuery, auditView } from './schema.ts'
import { verifyAudit } from './verify-audit.ts'

export const auditRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/audit',
    {
      config: { scope: 'govern:read' },
      schema: {
        tags: ['audit'],
        summary: 'What was done, by whom, newest first',
        querystring: auditQuery,
        response: { 200: pageOf(auditView) },
      },
    },
    async (request) => listAudit(request.ctx, request.query),
  )
  app.get(
    '/api/audit/verification',
    {
      config: { scope: 'govern:read' },
      schema: {
        tags: ['audit'],
        summary: 'Check the hash chain of the whole audit log',
        response: { 200: z.object({ rows: z.number().int(), brokenAt: z.number().int().nullable() }) },
      },
    },
    async (request) => verifyAudit(request.ctx),
  )
}
