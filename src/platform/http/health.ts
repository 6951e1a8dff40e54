import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { collectDefaultMetrics, Histogram } from 'prom-client'
import type { Context } from '../context.ts'
import { messageOf } from '../errors.ts'

/** Readiness must answer even while a store hangs. */
const storeTimeoutMilliseconds = 3_000

async function check(probe: Promise<unknown>): Promise<string> {
  const timeout = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('no answer in time')), storeTimeoutMilliseconds).unref()
  })
  try {
    await Promise.race([probe, timeout])
    return 'ok'
  } catch (error) {
    return messageOf(error).split('\n')[0] ?? 'failed'
  }
}

/** /healthz (the process lives), /readyz (its stores answer) and /metrics (Prometheus). */
export function registerHealth(app: FastifyInstance, ctx: Context): void {
  collectDefaultMetrics({ register: ctx.metrics })
  const duration = new Histogram({
    name: 'banyan_http_request_seconds',
    help: 'Time to answer a request, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [ctx.metrics],
  })
  app.addHook('onResponse', async (request, reply) => {
    duration.observe(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'unknown',
        status: String(reply.statusCode),
      },
      reply.elapsedTime / 1000,
    )
  })
  app.get('/healthz', { schema: { hide: true } }, () => ({ status: 'ok' }))
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const [postgres, clickhouse] = await Promise.all([
      check(sql`SELECT 1`.execute(ctx.postgres)),
      check(ctx.clickhouse.ping()),
    ])
    const ready = postgres === 'ok' && clickhouse === 'ok'
    return reply.code(ready ? 200 : 503).send({
      status: ready ? 'ok' : 'not ready',
      postgres: postgres === 'ok' ? 'ok' : 'failed',
      clickhouse: clickhouse === 'ok' ? 'ok' : 'failed',
    })
  })
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply.type(ctx.metrics.contentType).send(await ctx.metrics.metrics()),
  )
}
