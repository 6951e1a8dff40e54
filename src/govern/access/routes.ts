import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../platform/errors.ts'
import { etag, pageOf, requireVersion } from '../../platform/http/route-kit.ts'
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts'
import { sessionCookie } from './authenticate.ts'
import { readSession } from './read-session.ts'
import { apiKeyView, credentials, newApiKey, newUser, sessionView, userChange, userView } from './schema.ts'
import { sessionMilliseconds, signIn, signOut } from './sign-in.ts'
import { createUser, listUsers, updateUser } from './users.ts'

const id = z.object({ id: z.coerce.number().int().positive() })

export const accessRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/api/session',
    {
      config: { scope: 'public' },
      schema: { tags: ['access'], summary: 'Sign in', body: credentials, response: { 200: sessionView } },
    },
    async (request, reply) => {
      const { token, session } = await signIn(request.ctx, request.body, {
        address: request.ip,
        userAgent: request.headers['user-agent'] ?? '',
      })
      reply.setCookie(sessionCookie, token, {
        path: '/',
        httpOnly: true,
        sameSite: 'strict',
        secure: request.ctx.config.publicUrl?.startsWith('https:') ?? false,
        maxAge: sessionMilliseconds / 1000,
      })
      return session
    },
  )
  app.get(
    '/api/session',
    {
      config: { scope: 'signed_in' },
      schema: { tags: ['access'], summary: 'Who is signed in', response: { 200: sessionView } },
    },
    async (request) => readSession(request.ctx),
  )
  app.delete(
    '/api/session',
    {
      config: { scope: 'signed_in' },
      schema: { tags: ['access'], summary: 'Sign out', response: { 204: z.null() } },
    },
    async (request, reply) => {
      const token = request.cookies[sessionCookie]
      if (token === undefined) throw new AppError('invalid_request', 'There is no session to end')
      await signOut(request.ctx, token)
      return reply.clearCookie(sessionCookie, { path: '/' }).code(204).send(null)
    },
  )

  app.get(
    '/api/users',
    {
      config: { scope: 'govern:read' },
      schema: { tags: ['access'], summary: 'Users', response: { 200: pageOf(userView) } },
    },
    async (request) => ({ items: await listUsers(request.ctx), next: null }),
  )
  app.post(
    '/api/users',
    {
      config: { scope: 'govern:write' },
      schema: { tags: ['access'], summary: 'Add a user', body: newUser, response: { 201: userView } },
    },
    async (request, reply) => {
      const user = await createUser(request.ctx, request.body)
      return reply.code(201).header('etag', etag(user.version)).send(user)
    },
  )
  app.patch(
    '/api/users/:id',
    {
      config: { scope: 'govern:write' },
      schema: {
        tags: ['access'],
        summary: 'Change a user',
        params: id,
        body: userChange,
        response: { 200: userView },
      },
    },
    async (request, reply) => {
      const user = await updateUser(request.ctx, request.params.id, request.body, requireVersion(request))
      return reply.header('etag', etag(user.version)).send(user)
    },
  )

  app.get(
    '/api/api-keys',
    {
      config: { scope: 'govern:read' },
      schema: { tags: ['access'], summary: 'API keys', response: { 200: pageOf(apiKeyView) } },
    },
    async (request) => ({ items: await listApiKeys(request.ctx), next: null }),
  )
  app.post(
    '/api/api-keys',
    {
      config: { scope: 'govern:write', secretAnswer: true },
      schema: {
        tags: ['access'],
        summary: 'Make an API key; its text is shown only in this answer',
        body: newApiKey,
        response: { 201: apiKeyView.extend({ key: z.string() }) },
      },
    },
    async (request, reply) => reply.code(201).send(await createApiKey(request.ctx, request.body)),
  )
  app.delete(
    '/api/api-keys/:id',
    {
      config: { scope: 'govern:write' },
      schema: { tags: ['access'], summary: 'Revoke an API key', params: id, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await revokeApiKey(request.ctx, request.params.id)
      return reply.code(204).send(null)
    },
  )
}
