import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { readOverview } from './read-overview.ts'
import { type Overview, overviewView } from './schema.ts'

/** Every open console asks every few seconds; one answer serves them all for this long. */
const freshMilliseconds = 2_000

/** @param spoolLagSeconds how far this process's drainer is behind; 0 in a process that does not collect */
export function overviewRoutes(spoolLagSeconds: () => number): FastifyPluginAsyncZod {
  return async (app) => {
    let latest: { at: number; overview: Promise<Overview> } | undefined
    app.get(
      '/api/overview',
      {
        config: { scope: 'learn:read' },
        schema: { tags: ['overview'], summary: 'The loop in numbers', response: { 200: overviewView } },
      },
      async (request) => {
        const now = performance.now()
        if (!latest || now - latest.at > freshMilliseconds) {
          const overview = readOverview(request.ctx, spoolLagSeconds())
          latest = { at: now, overview }
          overview.catch(() => {
            latest = undefined
          })
        }
        return latest.overview
      },
    )
  }
}
