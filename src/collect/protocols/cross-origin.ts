import type { FastifyInstance, FastifyReply } from 'fastify'
import type { SourceDirectory } from '../sources/index.ts'

const headerNames = /^[\w\-, ]{1,500}$/
const oneDay = '86400'

/** What a browser must hear on every answer, refusals too; otherwise a page can't tell 503 from a dead network. */
export function allowOrigin(reply: FastifyReply, origin: string): void {
  reply.header('access-control-allow-origin', origin)
  reply.header('access-control-expose-headers', 'retry-after')
  reply.header('vary', 'Origin')
}

/**
 * Answer preflights of all the given paths. They carry no write key, so any enabled source that admits the origin is
 * enough here; the request itself is checked against its own source.
 */
export function answerPreflights(
  app: FastifyInstance,
  urls: readonly string[],
  sources: SourceDirectory,
): void {
  for (const url of new Set(urls)) {
    app.options(url, { schema: { hide: true } }, (request, reply) => {
      const { origin } = request.headers
      reply.header('vary', 'Origin, Access-Control-Request-Headers')
      if (typeof origin !== 'string' || !sources.admitsOrigin(origin)) return reply.code(403).send()
      const asked = request.headers['access-control-request-headers']
      reply.header('access-control-allow-origin', origin)
      reply.header('access-control-allow-methods', 'GET, POST, OPTIONS')
      reply.header('access-control-max-age', oneDay)
      if (typeof asked === 'string' && headerNames.test(asked))
        reply.header('access-control-allow-headers', asked)
      return reply.code(204).send()
    })
  }
}
