import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { etag, pageOf, requireVersion } from '../../../platform/http/route-kit.ts'
import { contentPolicy, readContentPolicy, saveContentPolicy } from './content-policy.ts'
import {
  deleteSensitiveWord,
  listSensitiveWords,
  saveSensitiveWord,
  sensitiveWordInput,
  sensitiveWordQuery,
  sensitiveWordView,
} from './sensitive-words.ts'

const tags = ['content rules']
const policyView = contentPolicy.extend({ version: z.number().int() })

/** What every text of the bank has to keep. */
export const ruleRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/content-policy',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'Signature, way out of marketing messages, segments, four eyes, life of links',
        response: { 200: policyView },
      },
    },
    async (request, reply) => {
      const policy = await readContentPolicy(request.ctx)
      return reply.header('etag', etag(policy.version)).send(policy)
    },
  )
  app.put(
    '/api/content-policy',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Change what every text has to keep',
        body: contentPolicy,
        response: { 200: policyView },
      },
    },
    async (request, reply) => {
      const policy = await saveContentPolicy(request.ctx, request.body, requireVersion(request))
      return reply.header('etag', etag(policy.version)).send(policy)
    },
  )
  app.get(
    '/api/sensitive-words',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'Words that advertising must not use, or that someone should look at',
        querystring: sensitiveWordQuery,
        response: { 200: pageOf(sensitiveWordView) },
      },
    },
    async (request) => listSensitiveWords(request.ctx, request.query),
  )
  app.put(
    '/api/sensitive-words',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'List a word, or say something else about one',
        body: sensitiveWordInput,
        response: { 200: sensitiveWordInput },
      },
    },
    async (request) => saveSensitiveWord(request.ctx, request.body),
  )
  app.delete(
    '/api/sensitive-words/:word',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Take a word off the list',
        params: z.object({ word: z.string().min(1).max(50) }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await deleteSensitiveWord(request.ctx, request.params.word)
      return reply.code(204).send(null)
    },
  )
}
