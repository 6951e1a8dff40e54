import staticFiles from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../errors.ts'
import { replyWithProblem } from './problem.ts'

/**
 * Serve the built console at `/`; its own routes fall back to index.html, everything else unknown is a 404. The page
 * tells the console the bank's time zone.
 */
export async function registerConsole(
  app: FastifyInstance,
  directory: string,
  { timezone }: { timezone: string },
): Promise<void> {
  const index = join(directory, 'index.html')
  const built = existsSync(index)
  let source = built ? await readFile(index, 'utf8') : ''
  const sendPage = async (reply: FastifyReply): Promise<FastifyReply> => {
    const zone = `<meta name="bank-time-zone" content="${timezone.replaceAll(/[^\w/+-]/g, '')}" />`
    // While the console is built anew there is no file for a moment.
    source = await readFile(index, 'utf8').catch(() => source)
    const page = source.replace('<head>', `<head>\n    ${zone}`)
    return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page)
  }
  if (built) {
    await app.register(staticFiles, {
      root: directory,
      wildcard: false,
      index: false,
      globIgnore: ['**/index.html'],
      setHeaders: (reply, path) => {
        reply.header(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        )
      },
    })
    for (const url of ['/', '/index.html']) {
      app.get(url, { schema: { hide: true } }, (_request, reply) => sendPage(reply))
    }
  }
  app.setNotFoundHandler((request, reply) => {
    const page = request.method === 'GET' && request.headers.accept?.includes('text/html') === true
    if (page && built && !/^\/(api|v1|i|s|e|batch|flags|array)(\/|$)/.test(request.url)) {
      return sendPage(reply)
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
