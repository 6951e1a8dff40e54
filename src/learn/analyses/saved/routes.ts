import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { etag, requireVersion } from '../../../platform/http/route-kit.ts'
import { listSavedAnalyses, readSavedAnalysis } from './list-saved-analyses.ts'
import { createSavedAnalysis, deleteSavedAnalysis, updateSavedAnalysis } from './save-analysis.ts'
import { savedAnalysisInput, savedAnalysisPage, savedAnalysisQuery, savedAnalysisView } from './schema.ts'

const tags = ['analyses']
const read = { scope: 'learn:read' } as const
const write = { scope: 'learn:write' } as const
const byId = z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647) })

export const savedAnalysisRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/analyses',
    {
      config: read,
      schema: {
        tags,
        summary: 'Saved analyses',
        querystring: savedAnalysisQuery,
        response: { 200: savedAnalysisPage },
      },
    },
    async (request) => listSavedAnalyses(request.ctx, request.query),
  )
  app.post(
    '/api/analyses',
    {
      config: write,
      schema: {
        tags,
        summary: 'Save an analysis',
        body: savedAnalysisInput,
        response: { 201: savedAnalysisView },
      },
    },
    async (request, reply) => {
      const saved = await createSavedAnalysis(request.ctx, request.body)
      reply.code(201).header('etag', etag(saved.version)).header('location', `/api/analyses/${saved.id}`)
      return saved
    },
  )
  app.get(
    '/api/analyses/:id',
    {
      config: read,
      schema: { tags, summary: 'A saved analysis', params: byId, response: { 200: savedAnalysisView } },
    },
    async (request, reply) => {
      const saved = await readSavedAnalysis(request.ctx, request.params.id)
      reply.header('etag', etag(saved.version))
      return saved
    },
  )
  app.put(
    '/api/analyses/:id',
    {
      config: write,
      schema: {
        tags,
        summary: 'Change a saved analysis',
        params: byId,
        body: savedAnalysisInput,
        response: { 200: savedAnalysisView },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const saved = await updateSavedAnalysis(request.ctx, id, requireVersion(request), request.body)
      reply.header('etag', etag(saved.version))
      return saved
    },
  )
  app.delete(
    '/api/analyses/:id',
    {
      config: write,
      schema: { tags, summary: 'Delete a saved analysis', params: byId, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await deleteSavedAnalysis(request.ctx, request.params.id, requireVersion(request))
      return reply.code(204).send(null)
    },
  )
}
