import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { etag, requireVersion } from '../../platform/http/route-kit.ts'
import { readContactPolicy, saveContactPolicy } from './contact-policy.ts'
import { contactPolicy, contactPolicyView } from './schema.ts'

export const contactPolicyRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/contact-policy',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags: ['contact policy'],
        summary: 'The rules that every contact must pass',
        response: { 200: contactPolicyView },
      },
    },
    async (request, reply) => {
      const policy = await readContactPolicy(request.ctx)
      return reply.header('etag', etag(policy.version)).send(policy)
    },
  )
  app.put(
    '/api/contact-policy',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags: ['contact policy'],
        summary: 'Replace the contact policy',
        body: contactPolicy,
        response: { 200: contactPolicyView },
      },
    },
    async (request, reply) => {
      const policy = await saveContactPolicy(request.ctx, request.body, requireVersion(request))
      return reply.header('etag', etag(policy.version)).send(policy)
    },
  )
}
