import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { etag, pageOf, pageQuery, requireVersion } from '../../platform/http/route-kit.ts'
import { readContactPolicy, saveContactPolicy } from './contact-policy.ts'
import { listPolicyVersions } from './list-policy-versions.ts'
import { contactPolicy, contactPolicyVersion, contactPolicyView } from './schema.ts'

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
  app.get(
    '/api/contact-policy/versions',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags: ['contact policy'],
        summary: 'Every contact policy that is or was in force, newest first',
        querystring: pageQuery,
        response: { 200: pageOf(contactPolicyVersion) },
      },
    },
    async (request) => listPolicyVersions(request.ctx, request.query),
  )
}
