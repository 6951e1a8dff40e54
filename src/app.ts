import type { FastifyInstance } from 'fastify'
import { fileURLToPath } from 'node:url'
import { startDrainer } from './collect/drainer/index.ts'
import { collectRoutes } from './collect/protocols/index.ts'
import { openSourceDirectory, sourceRoutes } from './collect/sources/index.ts'
import { openSpool } from './collect/spool/index.ts'
import { openTrackingPlan, trackingPlanRoutes } from './collect/tracking-plan/index.ts'
import { contactPolicyRoutes } from './decide/policy/index.ts'
import { channelRoutes } from './engage/channels/index.ts'
import { journeyRoutes, tickJourneysJob } from './engage/journeys/index.ts'
import { templateRoutes } from './engage/templates/index.ts'
import { touchRoutes } from './engage/touches/index.ts'
import { accessRoutes, authenticate } from './govern/access/index.ts'
import { auditRoutes } from './govern/audit/index.ts'
import { consentRoutes } from './govern/consent/index.ts'
import { jobRoutes } from './govern/jobs/index.ts'
import type { Config } from './platform/config.ts'
import type { Context } from './platform/context.ts'
import { registerConsole } from './platform/http/console-files.ts'
import { registerHealth } from './platform/http/health.ts'
import { createServer, registerApiDocs } from './platform/http/server.ts'
import type { AnyJob } from './platform/jobs/jobs.ts'
import { openContext } from './platform/open-context.ts'
import { refreshTagsJob, tagRoutes } from './understand/tags/index.ts'

const consoleDirectory = fileURLToPath(new URL('../console/dist', import.meta.url))

/** All background work, in the order of the loop. */
const jobs: readonly AnyJob[] = [refreshTagsJob, tickJourneysJob]

export interface Banyan {
  readonly ctx: Context
  readonly server: FastifyInstance
  /** Begin background work: the jobs of this role. */
  work(): Promise<void>
  /** Stop taking requests, finish what was accepted, close the stores. */
  stop(): Promise<void>
}

/** The composition root: everything Banyan is, from a customer's click down to the evidence. */
export async function openBanyan(config: Config): Promise<Banyan> {
  const opened = await openContext(config, { jobs })
  const { ctx } = opened
  const closers: (() => void | Promise<void>)[] = [() => opened.close()]
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).toReversed()) await close()
  }
  try {
    const server = await createServer(ctx, authenticate)
    registerHealth(server, ctx)

    // collect: what happened, and to whom
    if (config.role === 'all' || config.role === 'collect') {
      const spool = await openSpool(config)
      closers.push(() => spool.close())
      const plan = await openTrackingPlan(ctx)
      closers.push(() => plan.close())
      const sources = await openSourceDirectory(ctx)
      closers.push(() => sources.close())
      const drainer = startDrainer(ctx, spool, { plan })
      closers.push(() => drainer.stop())
      await server.register(
        collectRoutes({ spool, sources, clock: ctx.clock, plan: plan.view, registry: ctx.metrics }),
      )
    }
    await server.register(sourceRoutes)
    await server.register(trackingPlanRoutes)

    // understand: what we know
    await server.register(tagRoutes)

    // decide: what to do, for whom
    await server.register(contactPolicyRoutes)

    // engage: do it
    await server.register(templateRoutes)
    await server.register(channelRoutes)
    await server.register(journeyRoutes)
    await server.register(touchRoutes)

    // govern: who may, who agreed, who did
    await server.register(accessRoutes)
    await server.register(consentRoutes)
    await server.register(auditRoutes)
    await server.register(jobRoutes)

    await registerApiDocs(server)
    await registerConsole(server, consoleDirectory)
    closers.push(() => server.close())
    return {
      ctx,
      server,
      work: async () => {
        if (config.role === 'all' || config.role === 'worker') await opened.jobs.work()
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
