import fastify, { type FastifyInstance } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { WireRoute } from './wire.ts'

/**
 * Serve the given routes over HTTP before the application's own router, from an instance without its hooks. Sessions,
 * security headers, idempotency and duration histograms serve people and cost 90 µs of CPU a request; accepting an
 * event costs 15. The application keeps the same routes, for `inject` and for anything that is not a plain match.
 */
export async function openFastLane(
  app: FastifyInstance,
  routes: readonly WireRoute[],
  addRoutes: (lane: FastifyInstance) => void,
): Promise<void> {
  const lane = fastify({ return503OnClosing: false })
  addRoutes(lane)
  await lane.ready()
  app.addHook('onClose', () => lane.close())

  const paths = new Map<string, Set<string>>([['OPTIONS', new Set(routes.map((route) => route.url))]])
  for (const route of routes) {
    const own = paths.get(route.method) ?? new Set()
    paths.set(route.method, own.add(route.url))
  }
  app.addHook('onReady', (done) => {
    const others = app.server.listeners('request')
    app.server.removeAllListeners('request')
    app.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (paths.get(request.method ?? '')?.has(pathOf(request.url ?? '')) === true)
        lane.routing(request, response)
      else for (const other of others) Reflect.apply(other, app.server, [request, response])
    })
    done()
  })
}

function pathOf(url: string): string {
  const mark = url.indexOf('?')
  return mark === -1 ? url : url.slice(0, mark)
}
