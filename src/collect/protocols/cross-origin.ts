import type { FastifyInstance, FastifyReply } from 'fastify'
import type { SourceDirectory } from '../sources/index.ts'

const headerNames = /^[\w\-, ]{1,500}$/
const oneDay = '86400'

/**
 * What a browser must hear on every answer, refusals too; otherwise a page can't tell 503 from a dead network.
 * Returns whether some source admits the origin.
 */
export async function allowKnownOrigin(
  reply: FastifyReply,
  origin: string,
  sources: SourceDirectory,
): Promise<boolean> {
  if (!sources.admitsOrigin(origin)) await sources.catchUp()
  reply.header('vary', 'Origin')
  if (!sources.admitsOrigin(origin)) return false
  reply.header('access-control-allow-origin', origin)
  reply.header('access-control-expose-headers', 'retry-after')
  return true
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
    app.options(url, { schema: { hide: true } }, async (request, reply) => {
      const { origin } = request.headers
      const known = typeof origin === 'string' && (await allowKnownOrigin(reply, origin, sources))
      if (!known) return reply.code(403).send()
      const asked = request.headers['access-control-request-headers']
      reply.header('vary', 'Origin, Access-Control-Request-Headers')
      reply.header('access-control-allow-methods', 'GET, POST, OPTIONS')
      reply.header('access-control-max-age', oneDay)
      if (typeof asked === 'string' && headerNames.test(asked))
        reply.header('access-control-allow-headers', asked)
      return reply.code(204).send()
    })
  }
}
