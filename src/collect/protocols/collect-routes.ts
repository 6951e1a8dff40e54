import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { Registry } from 'prom-client'
import { systemClock } from '../../platform/clock.ts'
import type { Clock } from '../../platform/clock.ts'
import type { SourceDirectory } from '../sources/index.ts'
import type { Spool } from '../spool/index.ts'
import { acceptHandler } from './accept.ts'
import type { AcceptParts } from './accept.ts'
import { createCollectCounts } from './collect-metrics.ts'
import type { CollectCounts } from './collect-metrics.ts'
import { answerPreflights } from './cross-origin.ts'
import { largestBody } from './decode-body.ts'
import { openFastLane } from './fast-lane.ts'
import { posthogWire } from './posthog-wire.ts'
import { serveSettings, settingsPaths } from './sdk-settings.ts'
import { segmentWire } from './segment-wire.ts'
import { sensorsWire } from './sensors-wire.ts'
import type { TrackingPlanView } from './tracking-plan-view.ts'
import type { Wire } from './wire.ts'

export interface CollectOptions {
  readonly spool: Spool
  readonly sources: SourceDirectory
  readonly clock?: Clock
  readonly plan?: () => TrackingPlanView | undefined
  /** Where the counters appear; they are kept in `counts` either way. */
  readonly registry?: Registry
  readonly counts?: CollectCounts
}

const wires: readonly Wire[] = [segmentWire, sensorsWire, posthogWire]
const routes = wires.flatMap((wire) => wire.routes)

/** The collector's HTTP face: every protocol on its own paths, bodies taken raw whatever their content type. */
export function collectRoutes(options: CollectOptions): FastifyPluginAsync {
  const parts: AcceptParts = {
    spool: options.spool,
    sources: options.sources,
    clock: options.clock ?? systemClock,
    counts: options.counts ?? createCollectCounts(options.registry),
    plan: options.plan ?? (() => undefined),
  }
  return async (app) => {
    const addRoutes = (lane: FastifyInstance): void => addWires(lane, parts, app.log)
    addRoutes(app)
    serveSettings(app, parts.sources)
    answerPreflights(app, settingsPaths, parts.sources)
    await openFastLane(app, routes, addRoutes)
  }
}

function addWires(app: FastifyInstance, parts: AcceptParts, log: FastifyBaseLogger): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestBody }, (_request, body, done) =>
    done(null, body),
  )
  // Only framework refusals arrive here: a body over the limit or cut off, a content type that is none.
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 500) log.error({ err: error }, 'collect: unexpected failure')
    parts.counts.refused[status === 413 ? 'body_too_large' : 'bad_encoding'] += 1
    const message = status === 413 ? 'The body is larger than 10 MB: send smaller batches' : error.message
    return reply.code(status).type('application/json').send({ success: false, code: error.code, message })
  })
  for (const wire of wires) {
    for (const route of wire.routes) {
      app.route({
        method: route.method,
        url: route.url,
        schema: { hide: true },
        bodyLimit: largestBody,
        exposeHeadRoute: false,
        handler: acceptHandler(wire, route, parts, log),
      })
    }
  }
  const urls = routes.map((route) => route.url)
  answerPreflights(app, urls, parts.sources)
}
