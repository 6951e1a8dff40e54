import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { AppError } from '../../platform/errors.ts'
import { providers } from './providers/index.ts'
import { findHookRoute } from './read-routes.ts'

/** A provider that calls back with more than this at once is refused. */
const bodyLimit = 4 * 1024 * 1024

/**
 * Where providers call back: `/hooks/<provider>/<secret of the route>`. The secret is looked up by its hash, so no
 * comparison tells how much of it was right. What a call must prove beyond that is up to the provider.
 */
export const hookRoutes: FastifyPluginAsync = async (app) => {
  for (const provider of providers) {
    const { hooks, key } = provider
    if (!hooks) continue
    await app.register(
      async (scope) => {
        scope.removeAllContentTypeParsers()
        scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
          done(null, body),
        )
        scope.decorateRequest('hook')
        // They are no part of our API: the provider says what they look like.
        scope.addHook('onRoute', (route) => {
          route.schema = { ...route.schema, hide: true }
        })
        scope.addHook('onRequest', async (request: FastifyRequest<{ Params: { secret?: string } }>) => {
          const route = await findHookRoute(request.ctx, key, request.params.secret ?? '')
          if (!route) throw new AppError('not_found', 'There is nothing here')
          request.hook = route
        })
        await scope.register(hooks)
      },
      { prefix: `/hooks/${key}/:secret` },
    )
  }
}
