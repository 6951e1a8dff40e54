import staticFiles from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../errors.ts'
import { replyWithProblem } from './problem.ts'

/** Serve the built console at `/`; its own routes fall back to index.html, everything else unknown is a 404. */
export async function registerConsole(app: FastifyInstance, directory: string): Promise<void> {
  const built = existsSync(join(directory, 'index.html'))
  if (built) {
    await app.register(staticFiles, {
      root: directory,
      wildcard: false,
      setHeaders: (reply, path) => {
        reply.header(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        )
      },
    })
  }
  app.setNotFoundHandler((request, reply) => {
    const page = request.method === 'GET' && request.headers.accept?.includes('text/html') === true
    if (page && built && !/^\/(api|v1|i|s|e|batch|flags|array)(\/|$)/.test(request.url)) {
      return reply.header('cache-control', 'no-cache').sendFile('index.html')
    }
    return replyWithProblem(
      new AppError(
        'not_found',
        `There is nothing at ${request.method} ${request.url.split('?')[0]?.slice(0, 200)}`,
      ),
      request,
      reply,
    )
  })
}
