import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { admitsOrigin, type SourceDirectory } from '../../../../collect/sources/index.ts'
import { AppError } from '../../../../platform/errors.ts'
import { pushSigningKey, subscribe, subscribeInput, unsubscribe } from './subscriptions.ts'
import { vapidKeys } from './vapid-keys.ts'

const paths = ['/push/v1/key', '/push/v1/subscriptions', '/push/v1/unsubscribe']

/** What a bank's pages call with the write key of their source: which key to subscribe with, and who subscribed. */
export function webPushRoutes(sources: SourceDirectory): FastifyPluginAsyncZod {
  const admit = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const key = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
    if (!sources.find(key)) await sources.catchUp()
    const source = sources.find(key)
    const { origin } = request.headers
    if (origin !== undefined) allow(reply, origin, sources.admitsOrigin(origin))
    if (!source)
      throw new AppError('unauthenticated', 'Send the write key of a source as “Authorization: Bearer …”')
    if (origin !== undefined && !admitsOrigin(source, origin)) {
      throw new AppError('forbidden', `The source ${source.key} does not admit pages of this origin`)
    }
  }
  return async (app) => {
    for (const path of paths) {
      app.options(path, { schema: { hide: true } }, async (request, reply) => {
        const { origin } = request.headers
        if (origin === undefined || !sources.admitsOrigin(origin)) return reply.code(403).send()
        allow(reply, origin, true)
        reply.header('access-control-allow-methods', 'GET, POST, OPTIONS')
        reply.header('access-control-allow-headers', 'authorization, content-type')
        return reply.header('access-control-max-age', '86400').code(204).send()
      })
    }
    app.get(
      '/push/v1/key',
      { onRequest: admit, schema: { hide: true, response: { 200: z.object({ publicKey: z.string() }) } } },
      async (request) => ({ publicKey: (await vapidKeys(request.ctx)).publicKey }),
    )
    app.post(
      '/push/v1/subscriptions',
      { onRequest: admit, schema: { hide: true, body: subscribeInput } },
      async (request, reply) => {
        await subscribe(request.ctx, request.body)
        return reply.code(204).send()
      },
    )
    app.post(
      '/push/v1/unsubscribe',
      { onRequest: admit, schema: { hide: true, body: z.strictObject({ endpoint: z.url().max(2_000) }) } },
      async (request, reply) => {
        await unsubscribe(request.ctx, [request.body.endpoint])
        return reply.code(204).send()
      },
    )
  }
}

function allow(reply: FastifyReply, origin: string, admitted: boolean): void {
  reply.header('vary', 'Origin')
  if (admitted) reply.header('access-control-allow-origin', origin)
}

/** For whoever sets the bank's site up. */
export const webPushSetupRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/web-push',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags: ['channels'],
        summary:
          'Keys for web push: the public key of browsers, and the key with which the bank’s server vouches for users',
        response: { 200: z.object({ publicKey: z.string(), signingKey: z.string() }) },
      },
    },
    async ({ ctx }) => ({ publicKey: (await vapidKeys(ctx)).publicKey, signingKey: pushSigningKey(ctx) }),
  )
}
