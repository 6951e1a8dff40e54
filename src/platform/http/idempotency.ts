import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Generated } from 'kysely'
import type { Postgres } from '../context.ts'
import { AppError } from '../errors.ts'

interface IdempotencyTable {
  actor: string
  key: string
  request_hash: Buffer
  status: number | null
  body: string | null
  created_at: Generated<Date>
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The Idempotency-Key this request reserved and must settle. */
    idempotencyKey: string | null
  }
}

/** An unsettled key older than this belongs to a process that died. */
const abandonedAfterMilliseconds = 60_000
const writes = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
const tables = (postgres: Postgres) => postgres.withTables<{ idempotency_key: IdempotencyTable }>()

function actorOf(request: FastifyRequest): string {
  return `${request.ctx.actor.kind}:${request.ctx.actor.id}`
}

/**
 * Idempotency-Key on writes under /api: the first answer is kept and given again to every repetition.
 * Register after authentication, so that keys of different actors never meet.
 */
export function registerIdempotency(app: FastifyInstance): void {
  app.decorateRequest('idempotencyKey', null)

  app.addHook('preHandler', async (request, reply) => {
    const key = request.headers['idempotency-key']
    const { url, config } = request.routeOptions
    if (typeof key !== 'string' || !writes.has(request.method) || !url?.startsWith('/api/')) return
    if (config.scope === 'public') return
    if (config.secretAnswer === true) {
      throw new AppError(
        'invalid_request',
        'This answer holds a secret and is never kept: leave out Idempotency-Key',
      )
    }
    if (key.length > 200)
      throw new AppError('invalid_request', 'Idempotency-Key must have at most 200 characters')
    const { postgres } = request.ctx
    const hash = createHash('sha256')
      .update(
        // An answer from before one's data scope changed is not given again.
        `${JSON.stringify(request.ctx.actor.organisations)} ${request.method} ${request.url} ${request.headers['if-match'] ?? ''}\n${JSON.stringify(request.body ?? null)}`,
      )
      .digest()
    const reserved = await tables(postgres)
      .insertInto('idempotency_key')
      .values({ actor: actorOf(request), key, request_hash: hash, status: null, body: null })
      .onConflict((conflict) =>
        conflict
          .columns(['actor', 'key'])
          .doUpdateSet({ created_at: new Date(), request_hash: hash })
          .where('idempotency_key.status', 'is', null)
          .where('idempotency_key.created_at', '<', new Date(Date.now() - abandonedAfterMilliseconds)),
      )
      .returning('key')
      .executeTakeFirst()
    if (reserved) {
      request.idempotencyKey = key
      return
    }
    const earlier = await tables(postgres)
      .selectFrom('idempotency_key')
      .selectAll()
      .where('actor', '=', actorOf(request))
      .where('key', '=', key)
      .executeTakeFirst()
    if (earlier && !earlier.request_hash.equals(hash)) {
      throw new AppError('conflict', 'This Idempotency-Key was used for a different request: use a new key')
    }
    if (earlier?.status === undefined || earlier.status === null) {
      throw new AppError('conflict', 'The same request is still running: repeat it in a moment', {
        retryAfterSeconds: 1,
      })
    }
    return reply
      .code(earlier.status)
      .type('application/json')
      .header('idempotency-replayed', 'true')
      .send(earlier.body)
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const key = request.idempotencyKey
    if (key === null) return
    request.idempotencyKey = null
    const own = tables(request.ctx.postgres)
    if (
      reply.statusCode >= 500 ||
      (typeof payload !== 'string' && payload !== null && payload !== undefined)
    ) {
      await own
        .deleteFrom('idempotency_key')
        .where('actor', '=', actorOf(request))
        .where('key', '=', key)
        .execute()
      return
    }
    await own
      .updateTable('idempotency_key')
      .set({ status: reply.statusCode, body: typeof payload === 'string' ? payload : '' })
      .where('actor', '=', actorOf(request))
      .where('key', '=', key)
      .execute()
  })
}
