import type { FastifyInstance } from 'fastify'
import { fileURLToPath } from 'node:url'
import { accessRoutes, authenticate } from './govern/access/index.ts'
import { auditRoutes } from './govern/audit/index.ts'
import { jobRoutes } from './govern/jobs/index.ts'
import type { Config } from './platform/config.ts'
import type { Context } from './platform/context.ts'
import { registerConsole } from './platform/http/console-files.ts'
import { registerHealth } from './platform/http/health.ts'
import { createServer, registerApiDocs } from './platform/http/server.ts'
import type { AnyJob } from './platform/jobs/jobs.ts'
import { openContext } from './platform/open-context.ts'

const consoleDirectory = fileURLToPath(new URL('../console/dist', import.meta.url))

/** All background work, in the order of the loop. */
const jobs: readonly AnyJob[] = []

export interface Banyan {
  readonly ctx: Context
  readonly server: FastifyInstance
  /** Begin background work: the drainer and the jobs of this role. */
  work(): Promise<void>
  /** Stop taking requests, finish what was accepted, close the stores. */
  stop(): Promise<void>
}

/** The composition root: everything Banyan is, from a customer's click down to the evidence. */
export async function openBanyan(config: Config): Promise<Banyan> {
  const opened = await openContext(config, { jobs })
  const { ctx } = opened
  try {
    const server = await createServer(ctx, authenticate)
    registerHealth(server, ctx)

    // govern: who may, who did
    await server.register(accessRoutes)
    await server.register(auditRoutes)
    await server.register(jobRoutes)

    await registerApiDocs(server)
    await registerConsole(server, consoleDirectory)
    return {
      ctx,
      server,
      work: async () => {
        if (config.role === 'all' || config.role === 'worker') await opened.jobs.work()
      },
      stop: async () => {
        await server.close()
        await opened.close()
      },
    }
  } catch (error) {
    await opened.close()
    throw error
  }
}
