import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import swagger from '@fastify/swagger'
import scalar from '@scalar/fastify-api-reference'
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
} from 'fastify'
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod'
import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import { type Actor, type Scope, systemActor } from '../actor.ts'
import { type Context, withActor } from '../context.ts'
import { AppError } from '../errors.ts'
import { traceRequests } from '../tracing.ts'
import { registerIdempotency } from './idempotency.ts'
import { replyWithProblem } from './problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope a caller needs; `public` for the few routes that work without signing in; `signed_in` for any caller. */
    scope?: Scope | 'public' | 'signed_in'
    /** The answer holds a secret that is shown once, so it is never kept for an Idempotency-Key. */
    secretAnswer?: boolean
  }
  interface FastifyRequest {
    /** The Context with the caller as its actor. */
    ctx: Context
  }
}

/** Who is calling; null when nobody we know. Throws when the credentials are wrong rather than absent. */
export type Authenticate = (ctx: Context, request: FastifyRequest) => Promise<Actor | null>

const apiBodyLimit = 1024 * 1024

/** The HTTP server with everything that every route shares; stages add their routes to it. */
export async function createServer(ctx: Context, authenticate: Authenticate): Promise<FastifyInstance> {
  const loggerInstance: FastifyBaseLogger = ctx.log.child({ part: 'http' })
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    // Only what our own proxy appended counts: everything before it in X-Forwarded-For is what the caller claims.
    trustProxy: ctx.config.trustProxy ? (_address, hop) => hop === 0 : false,
    bodyLimit: apiBodyLimit,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    // A URL that cannot be decoded answers like any other bad request.
    frameworkErrors: (error, request, reply) => void replyWithProblem(error, request, reply),
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  // Node's own decoding would turn bytes that are no UTF-8 into other characters and accept them.
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (isUtf8(body)) parseJson(request, body.toString('utf8'), done)
    else done(new AppError('invalid_request', 'The body is not valid UTF-8'), undefined)
  })
  app.setErrorHandler((error, request, reply) => replyWithProblem(error, request, reply))

  traceRequests(app)
  await app.register(cookie)
  // A getter, because Fastify shares plain decorated objects between requests.
  app.decorateRequest('ctx', { getter: () => ctx })
  app.addHook('onRoute', (route) => {
    // The rendered reference registers routes of its own; what it shows is /api/openapi.json, which is public too.
    if (route.url.startsWith('/api/docs')) route.config = { ...route.config, scope: 'public' }
    if (route.url.startsWith('/api') && route.config?.scope === undefined) {
      throw new AppError('internal', `${String(route.method)} ${route.url} declares no scope`)
    }
  })
  app.addHook('onRequest', async (request) => {
    const scope = request.routeOptions.config.scope
    if (scope === undefined) return
    const actor = scope === 'public' ? anonymous(request) : await authenticate(ctx, request)
    if (actor === null) {
      throw new AppError('unauthenticated', 'Sign in, or send an API key as “Authorization: Bearer …”')
    }
    const own = withActor(ctx, actor)
    Object.defineProperty(request, 'ctx', { value: own, configurable: true })
    if (scope !== 'public' && scope !== 'signed_in' && !actor.scopes.has(scope)) {
      throw new AppError(
        'forbidden',
        `This needs the scope ${scope}: ask an administrator for a role that has it`,
      )
    }
  })

  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: true,
      directives: {
        // antd writes style elements at run time.
        'style-src': ["'self'", "'unsafe-inline'"],
        'script-src': ["'self'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'connect-src': ["'self'"],
        'upgrade-insecure-requests': null,
      },
    },
    strictTransportSecurity: ctx.config.publicUrl?.startsWith('https:') ?? false,
    // The collector is called from other origins on purpose.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  })
  registerIdempotency(app)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Banyan API',
        version: '0.1.0',
        description:
          'The customer-operations platform of a retail bank. Errors are RFC 9457 problem details.',
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'banyan_session' },
          apiKey: { type: 'http', scheme: 'bearer' },
        },
      },
      security: [{ session: [] }, { apiKey: [] }],
    },
    transform: jsonSchemaTransform,
    // Schemas with an id in zod's registry are components, which routes refer to.
    transformObject: jsonSchemaTransformObject,
  })
  return app
}

/** Documentation routes; call after every route is registered so that none is missing from it. */
export async function registerApiDocs(app: FastifyInstance): Promise<void> {
  app.get('/api/openapi.json', { config: { scope: 'public' }, schema: { hide: true } }, () => app.swagger())
  await app.register(async (docs) => {
    docs.addHook('onSend', async (_request, reply) => {
      // The reference page brings inline scripts and styles of its own.
      reply.header('content-security-policy', "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'")
    })
    await docs.register(scalar, {
      routePrefix: '/api/docs',
      configuration: { url: '/api/openapi.json', telemetry: false, withDefaultFonts: false },
    })
  })
}

function anonymous(request: FastifyRequest): Actor {
  return {
    ...systemActor,
    kind: 'user',
    id: '',
    name: 'anonymous',
    address: request.ip,
    scopes: new Set(),
    organisations: [],
  }
}
