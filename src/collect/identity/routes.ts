import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { etag, pageOf, pageQuery, requireVersion } from '../../platform/http/route-kit.ts'
import { countIdentity } from './count-identity.ts'
import { allowIdentifier, shareIdentifier } from './decide-shared.ts'
import { listConflicts, listMerges, readConflict, readMerge } from './list-links.ts'
import { liftSeparation, listSeparations } from './list-separations.ts'
import { listShared } from './list-shared.ts'
import {
  conflictQuery,
  conflictView,
  identityCounts,
  linkId,
  mergeQuery,
  mergeView,
  namespaceChange,
  namespaceKey,
  namespaceView,
  note,
  separationId,
  separationView,
  sharedQuery,
  sharedView,
  shareInput,
} from './schema.ts'
import { listNamespaces, readNamespace, updateNamespace } from './update-namespace.ts'

const read = { scope: 'customers:read' } as const
const write = { scope: 'understand:write' } as const
const tags = ['identity']

export const identityRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/identity/counts',
    {
      config: read,
      schema: {
        tags,
        summary: 'Merges, conflicts and shared identifiers in numbers',
        response: { 200: identityCounts },
      },
    },
    async (request) => countIdentity(request.ctx),
  )
  app.get(
    '/api/identity/merges',
    {
      config: read,
      schema: {
        tags,
        summary: 'The log of merges with their evidence, newest first',
        querystring: mergeQuery,
        response: { 200: pageOf(mergeView) },
      },
    },
    async (request) => listMerges(request.ctx, request.query),
  )
  app.get(
    '/api/identity/merges/:id',
    { config: read, schema: { tags, summary: 'A merge', params: linkId, response: { 200: mergeView } } },
    async (request) => readMerge(request.ctx, request.params.id),
  )
  app.get(
    '/api/identity/conflicts',
    {
      config: read,
      schema: {
        tags,
        summary: 'Evidence that was refused, newest first',
        querystring: conflictQuery,
        response: { 200: pageOf(conflictView) },
      },
    },
    async (request) => listConflicts(request.ctx, request.query),
  )
  app.get(
    '/api/identity/conflicts/:id',
    {
      config: read,
      schema: { tags, summary: 'A conflict', params: linkId, response: { 200: conflictView } },
    },
    async (request) => readConflict(request.ctx, request.params.id),
  )
  app.get(
    '/api/identity/shared',
    {
      config: read,
      schema: {
        tags,
        summary: 'Identifiers that many customers share, newest first',
        querystring: sharedQuery,
        response: { 200: pageOf(sharedView) },
      },
    },
    async (request) => listShared(request.ctx, request.query),
  )
  app.post(
    '/api/identity/shared',
    {
      config: write,
      schema: {
        tags,
        summary: 'Many use this identifier: it links nobody',
        body: shareInput,
        response: { 200: sharedView },
      },
    },
    async (request) => shareIdentifier(request.ctx, request.body),
  )
  app.post(
    '/api/identity/shared/:id/allow',
    {
      config: write,
      schema: {
        tags,
        summary: 'It is one customer’s all the same: it links again',
        params: linkId,
        body: z.object({ note }),
        response: { 200: sharedView },
      },
    },
    async (request) => allowIdentifier(request.ctx, request.params.id, request.body.note),
  )
  app.get(
    '/api/identity/separations',
    {
      config: read,
      schema: {
        tags,
        summary: 'Customers that stewards keep apart, newest first',
        querystring: pageQuery,
        response: { 200: pageOf(separationView) },
      },
    },
    async (request) => listSeparations(request.ctx, request.query),
  )
  app.post(
    '/api/identity/separations/:id/lift',
    {
      config: write,
      schema: {
        tags,
        summary: 'Evidence may merge the two again',
        params: separationId,
        response: { 200: separationView },
      },
    },
    async (request) => liftSeparation(request.ctx, request.params.id),
  )
  app.get(
    '/api/identity/namespaces',
    {
      config: read,
      schema: {
        tags,
        summary: 'Kinds of identifiers and their limits, strongest first',
        response: { 200: z.object({ items: z.array(namespaceView) }) },
      },
    },
    async (request) => ({ items: await listNamespaces(request.ctx) }),
  )
  app.get(
    '/api/identity/namespaces/:key',
    {
      config: read,
      schema: {
        tags,
        summary: 'A kind of identifier',
        params: namespaceKey,
        response: { 200: namespaceView },
      },
    },
    async (request, reply) => {
      const view = await readNamespace(request.ctx, request.params.key)
      reply.header('etag', etag(view.version))
      return view
    },
  )
  app.patch(
    '/api/identity/namespaces/:key',
    {
      config: write,
      schema: {
        tags,
        summary: 'Change the limits of a kind of identifier',
        params: namespaceKey,
        body: namespaceChange,
        response: { 200: namespaceView },
      },
    },
    async (request, reply) => {
      const view = await updateNamespace(
        request.ctx,
        request.params.key,
        request.body,
        requireVersion(request),
      )
      reply.header('etag', etag(view.version))
      return view
    },
  )
}
