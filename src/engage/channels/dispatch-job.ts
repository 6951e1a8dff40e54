import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { messageOf } from '../../platform/errors.ts'
import { defineJob } from '../../platform/jobs/jobs.ts'
import { closeCarriers, openRoute } from './carriers.ts'
import { dispatchTouches } from './dispatch-touches.ts'
import { planCalls } from './providers/call-list/plan-calls.ts'
import { readRoutes } from './read-routes.ts'
import { matchWaitingReceipts, recordReceipts } from './receive-receipts.ts'
import { followUpTouches } from './routing/index.ts'

/** A run looks for work this often, and ends before the next one begins. */
const lookSeconds = 1
const runSeconds = 55

/**
 * Keeps channels going: carriers that receive stay open, results that nobody sends us are fetched, early receipts are
 * matched, unanswered contacts followed up, calls planned, and whatever was queued leaves within a second.
 */
export const dispatchTouchesJob = defineJob({
  name: 'dispatch-touches',
  input: z.object({}),
  retries: 0,
  concurrency: 1,
  schedule: '* * * * *',
  run: async (ctx, _input, run) => {
    await tendRoutes(ctx)
    await quietly(ctx, 'receipts could not be matched', () => matchWaitingReceipts(ctx))
    await quietly(ctx, 'contacts could not be followed up', () => followUpTouches(ctx, run.signal))
    await quietly(ctx, 'calls could not be planned', () => tendCalls(ctx))
    const ends = performance.now() + runSeconds * 1000
    while (performance.now() < ends && !run.signal.aborted) {
      await dispatchTouches(ctx, run.signal)
      await pause(lookSeconds * 1000, undefined, { signal: run.signal }).catch(() => undefined)
    }
  },
})

async function quietly(ctx: Context, what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    ctx.log.error({ reason: messageOf(error) }, what)
  }
}

/** Open what receives, ask what has to be asked, close what is gone. */
async function tendRoutes(ctx: Context): Promise<void> {
  const routes = await readRoutes(ctx)
  await closeCarriers(ctx, new Set(routes.map(({ id }) => id)))
  for (const route of routes) {
    const { poll, receives } = route.kind
    if (!poll && !receives) continue
    await quietly(ctx, `route ${route.id} could not be tended`, async () => {
      const { carrier } = await openRoute(ctx, route)
      await poll?.(ctx, route, carrier)
    })
  }
}

async function tendCalls(ctx: Context): Promise<void> {
  const { expired } = await planCalls(ctx)
  const now = ctx.clock.now()
  for (const [id, group] of Map.groupBy(expired, ({ route }) => route)) {
    await recordReceipts(
      ctx,
      { id, provider: 'call_list' },
      group.map(({ touch }) => ({
        message: touch,
        status: 'failed',
        at: now,
        detail: 'nobody called in time',
      })),
    )
  }
}
