import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { fileURLToPath } from 'node:url'
import { keepVisitingJob } from '../demo/index.ts'
import { deadLetterRoutes } from './collect/dead-letters/index.ts'
import { type Drainer, startDrainer } from './collect/drainer/index.ts'
import { duplicateRoutes, findDuplicatesJob } from './collect/duplicates/index.ts'
import { eventFeedRoutes } from './collect/event-feed/index.ts'
import { identityRoutes } from './collect/identity/index.ts'
import { collectRoutes } from './collect/protocols/index.ts'
import { relationRoutes } from './collect/relations/index.ts'
import { openSourceDirectory, type SourceDirectory, sourceRoutes } from './collect/sources/index.ts'
import { openSpool, type Spool } from './collect/spool/index.ts'
import { openTrackingPlan, trackingPlanRoutes } from './collect/tracking-plan/index.ts'
import { guardDataScope } from './data-scope.ts'
import { contactPolicyRoutes } from './decide/policy/index.ts'
import { tradingDayRoutes } from './decide/trading-days/index.ts'
import {
  channelRoutes,
  closeCarriers,
  dispatchTouchesJob,
  hookRoutes,
  webPushRoutes,
  webPushSetupRoutes,
  wecomRoutes,
} from './engage/channels/index.ts'
import { contactGateRoutes } from './engage/contact-gate/index.ts'
import {
  dryRunJob,
  journeyRoutes,
  releaseHeldJob,
  startTriggers,
  setJourneyTagsJob,
  tellWebhooksJob,
  tickJourneysJob,
  type Triggers,
  writeHappeningsJob,
} from './engage/journeys/index.ts'
import { libraryRoutes } from './engage/library/index.ts'
import { linkRoutes, storeClicksJob } from './engage/links/index.ts'
import { templateRoutes } from './engage/templates/index.ts'
import { touchRoutes } from './engage/touches/index.ts'
import { accessRoutes, authenticate } from './govern/access/index.ts'
import { auditRoutes } from './govern/audit/index.ts'
import { consentRoutes, suppressionListRoutes } from './govern/consent/index.ts'
import { jobRoutes } from './govern/jobs/index.ts'
import { contributionRoutes } from './learn/contributions/index.ts'
import { analysisRoutes } from './learn/analyses/index.ts'
import { alertRoutes, checkAlertsJob, tellFindingsJob } from './learn/alerts/index.ts'
import { dashboardRoutes, sendMailingsJob } from './learn/dashboards/index.ts'
import { effectRoutes, refreshEffectsJob } from './learn/effects/index.ts'
import { backfillMetricsJob, metricRoutes, refreshMetricsJob } from './learn/metrics/index.ts'
import { overviewRoutes } from './learn/overview/index.ts'
import { sqlLabRoutes } from './learn/sql-lab/index.ts'
import { simulationJob, simulationRoutes } from './learn/simulations/index.ts'
import type { Config } from './platform/config.ts'
import type { Context } from './platform/context.ts'
import { registerConsole } from './platform/http/console-files.ts'
import { registerHealth } from './platform/http/health.ts'
import { createServer, registerApiDocs } from './platform/http/server.ts'
import type { AnyJob } from './platform/jobs/jobs.ts'
import { openContext } from './platform/open-context.ts'
import { customerRoutes } from './understand/customers/index.ts'
import { productRoutes } from './understand/products/index.ts'
import {
  findLookalikesJob,
  segmentRoutes,
  snapshotDueSegmentsJob,
  snapshotSegmentJob,
} from './understand/segments/index.ts'
import { backfillTagsJob, refreshTagsJob, tagRoutes } from './understand/tags/index.ts'

const consoleDirectory = fileURLToPath(new URL('../console/dist', import.meta.url))

/** All background work, in the order of the loop. */
const jobs: readonly AnyJob[] = [
  findDuplicatesJob,
  refreshTagsJob,
  backfillTagsJob,
  snapshotSegmentJob,
  snapshotDueSegmentsJob,
  findLookalikesJob,
  tickJourneysJob,
  dispatchTouchesJob,
  setJourneyTagsJob,
  tellWebhooksJob,
  releaseHeldJob,
  writeHappeningsJob,
  dryRunJob,
  storeClicksJob,
  simulationJob,
  refreshEffectsJob,
  refreshMetricsJob,
  backfillMetricsJob,
  checkAlertsJob,
  tellFindingsJob,
  sendMailingsJob,
  keepVisitingJob,
]

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
  const closers: (() => void | Promise<void>)[] = [() => opened.close(), () => closeCarriers(ctx)]
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).toReversed()) await close()
  }
  try {
    const server = await createServer(ctx, authenticate)
    guardDataScope(server)
    registerHealth(server, ctx)

    // collect: what happened, and to whom
    let triggers: Triggers | undefined
    const collector =
      config.role === 'all' || config.role === 'collect'
        ? await openCollector(ctx, () => triggers?.wake())
        : undefined
    if (collector) {
      closers.push(() => collector.close())
      await server.register(collector.routes)
    }
    await server.register(sourceRoutes)
    await server.register(trackingPlanRoutes)
    await server.register(eventFeedRoutes)
    await server.register(deadLetterRoutes(collector?.spool))
    await server.register(identityRoutes)
    await server.register(duplicateRoutes)
    await server.register(relationRoutes)

    // understand: what we know
    await server.register(customerRoutes)
    await server.register(tagRoutes)
    await server.register(segmentRoutes)
    await server.register(productRoutes)

    // decide: what to do, for whom
    await server.register(contactPolicyRoutes)
    await server.register(tradingDayRoutes)

    // engage: do it
    await server.register(templateRoutes)
    await server.register(linkRoutes(ctx))
    await server.register(channelRoutes)
    await server.register(hookRoutes)
    if (collector) await server.register(webPushRoutes(collector.sources))
    await server.register(webPushSetupRoutes)
    await server.register(wecomRoutes)
    await server.register(journeyRoutes)
    await server.register(libraryRoutes)
    await server.register(contactGateRoutes)
    await server.register(touchRoutes)

    // learn: did it work
    await server.register(analysisRoutes)
    await server.register(effectRoutes)
    await server.register(simulationRoutes)
    await server.register(metricRoutes)
    await server.register(alertRoutes)
    await server.register(dashboardRoutes)
    await server.register(contributionRoutes)
    await server.register(sqlLabRoutes)
    await server.register(overviewRoutes(() => collector?.drainer.state().lagSeconds ?? 0))

    // govern: who may, who agreed, who did
    await server.register(accessRoutes)
    await server.register(consentRoutes)
    await server.register(suppressionListRoutes)
    await server.register(auditRoutes)
    await server.register(jobRoutes)

    await registerApiDocs(server)
    await registerConsole(server, consoleDirectory, ctx.config)
    closers.push(() => server.close())
    return {
      ctx,
      server,
      work: async () => {
        if (config.role !== 'all' && config.role !== 'worker') return
        await opened.jobs.work()
        const started = startTriggers(ctx)
        triggers = started
        closers.push(() => started.stop())
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

interface Collector {
  readonly routes: FastifyPluginAsync
  readonly sources: SourceDirectory
  readonly spool: Spool
  readonly drainer: Drainer
  close(): Promise<void>
}

/** request → spool (durable, acknowledged) → drainer (identity, deduplication) → ClickHouse → whoever waits for events */
async function openCollector(ctx: Context, onDrained: () => void): Promise<Collector> {
  const spool = await openSpool(ctx.config)
  const plan = await openTrackingPlan(ctx)
  const sources = await openSourceDirectory(ctx)
  const drainer = startDrainer(ctx, spool, { plan, onDrained })
  return {
    routes: collectRoutes({ spool, sources, clock: ctx.clock, plan: plan.view, registry: ctx.metrics }),
    sources,
    spool,
    drainer,
    close: async () => {
      await drainer.stop()
      sources.close()
      plan.close()
      await spool.close()
    },
  }
}
