import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Context } from '../../platform/context.ts'
import { messageOf } from '../../platform/errors.ts'
import { withIdentityLock } from '../identity/index.ts'
import type { FileSpool } from '../spool/index.ts'
import type { TrackingPlan } from '../tracking-plan/index.ts'
import { CanonicalReload } from './canonical-reload.ts'
import { clickhouseStore } from './clickhouse-store.ts'
import type { DrainCall, DrainSettings, FromThread, ToThread } from './drain-messages.ts'
import { exposeDrain } from './drain-metrics.ts'
import type { DrainState } from './drain-state.ts'
import type { DrainStore } from './drain-store.ts'

const blockBytes = 8 * 1024 * 1024
/**
 * Milliseconds between the beginnings of blocks: fewer, larger ones leave more of the processors to those who react. Of
 * 5,000 events a second with 100 journeys, messages were queued sooner with 400 than with 250, 350 or 500.
 */
const pause = 400
const cachedIdentifiers = 500_000
const planPoll = 1000
const busyPoll = 100
const restartMilliseconds = 1000
const stopMilliseconds = 10_000

export interface Drainer {
  state(): DrainState
  /** Resolves when everything that is in the spool now is stored and merges are visible. */
  drained(): Promise<void>
  /** Finish the block at hand and end; the rest stays in the spool. */
  stop(): Promise<void>
}

/** Start moving what the spool holds into the stores. */
export function startDrainer(
  ctx: Context,
  spool: FileSpool,
  options: {
    readonly plan?: TrackingPlan
    /** Called whenever the events of a block are stored and announced. */
    readonly onDrained?: () => void
  } & Partial<Pick<DrainSettings, 'blockBytes' | 'pause'>> = {},
): Drainer {
  const canonical = new CanonicalReload(ctx)
  const store = clickhouseStore(ctx, { plan: options.plan, canonical, onDrained: options.onDrained })
  const counts = { requests: 0, events: 0, duplicates: 0, deadLetters: 0, blocks: 0, damagedBytes: 0 }
  let position = spool.end - spool.backlogBytes
  let received = ctx.clock.now().getTime()
  const busy = new Int32Array(new SharedArrayBuffer(4))
  const drainedTo = (): number => position
  let trouble = ''
  let stopping = false
  let sentPlan = options.plan?.view()

  const receive = (worker: Worker, message: FromThread): void => {
    if (message.kind === 'call') {
      void answer(store, message, worker)
    } else if (message.kind === 'trouble') {
      if (trouble === '') ctx.log.warn({ reason: summary(message.reason) }, 'draining waits for the stores')
      trouble = summary(message.reason)
    } else {
      if (trouble !== '') ctx.log.info('draining goes on')
      trouble = ''
      position = message.position
      received = message.received
      counts.requests += message.requests
      counts.events += message.events
      counts.duplicates += message.duplicates
      counts.deadLetters += message.deadLetters
      counts.blocks += 1
      counts.damagedBytes += message.damaged
      if (message.damaged > 0) ctx.log.error({ bytes: message.damaged }, 'the spool was damaged on disk')
      spool.release(position)
    }
  }

  const start = (): { worker: Worker; ended: Promise<void> } => {
    sentPlan = options.plan?.view()
    const settings: DrainSettings = {
      directory: spool.directory,
      end: spool.sharedEnd,
      busy: busy.buffer,
      urgentBytes: spool.limitBytes / 2,
      recentMessages: ctx.config.collect.recentMessages,
      cachedIdentifiers,
      blockBytes: options.blockBytes ?? blockBytes,
      pause: options.pause ?? pause,
      plan: sentPlan,
    }
    const worker = new Worker(new URL('./drain-thread.ts', import.meta.url), {
      workerData: settings,
      execArgv: [],
    })
    worker.on('message', (message: FromThread) => receive(worker, message))
    worker.on('error', (error) => ctx.log.error({ reason: messageOf(error) }, 'the drainer ended'))
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
    void restartAfter(ended)
    return { worker, ended }
  }
  // A thread that ended by itself is as good as crashed: the next one repeats its block.
  const restartAfter = async (ended: Promise<void>): Promise<void> => {
    await ended
    if (stopping) return
    trouble = 'the drainer is being restarted'
    await sleep(restartMilliseconds, undefined, { ref: false })
    if (!stopping) running = start()
  }
  let running = start()
  // What a steward decided and a crash left half done; draining itself does not wait for it.
  withIdentityLock(ctx, async () => {}).catch((error: unknown) =>
    ctx.log.warn({ reason: messageOf(error) }, 'open decisions about identity wait for the next one'),
  )

  let utilization = performance.eventLoopUtilization()
  const busyTimer = setInterval(() => {
    const now = performance.eventLoopUtilization()
    const recent = performance.eventLoopUtilization(now, utilization)
    utilization = now
    Atomics.store(busy, 0, Math.round(recent.utilization * 100))
  }, busyPoll)
  busyTimer.unref()

  const timer = setInterval(() => {
    const plan = options.plan?.view()
    if (plan === undefined || plan === sentPlan) return
    sentPlan = plan
    post(running.worker, { kind: 'plan', plan })
  }, planPoll)
  timer.unref()

  const state = (): DrainState => ({
    ...counts,
    backlogBytes: spool.end - position,
    limitBytes: spool.limitBytes,
    lagSeconds: spool.end === position ? 0 : Math.max(0, (ctx.clock.now().getTime() - received) / 1000),
    trouble,
  })
  exposeDrain(ctx.metrics, state)
  return {
    state,
    drained: async () => {
      for (const target = spool.end; drainedTo() < target;) await sleep(10)
      await canonical.settled()
    },
    stop: async () => {
      stopping = true
      clearInterval(timer)
      clearInterval(busyTimer)
      post(running.worker, { kind: 'stop' })
      const late = sleep(stopMilliseconds, 'late', { ref: false })
      if ((await Promise.race([running.ended, late])) === 'late') await running.worker.terminate()
      await canonical.settled()
    },
  }
}

async function answer(store: DrainStore, call: DrainCall, worker: Worker): Promise<void> {
  try {
    post(worker, { kind: 'result', id: call.id, value: await perform(store, call) })
  } catch (error) {
    post(worker, { kind: 'failure', id: call.id, reason: messageOf(error) })
  }
}

function post(worker: Worker, message: ToThread): void {
  worker.postMessage(message, [])
}

function perform(store: DrainStore, call: DrainCall): Promise<unknown> {
  switch (call.method) {
    case 'findStored':
      return store.findStored(...call.arguments)
    case 'horizon':
      return store.horizon()
    case 'resolve':
      return store.resolve(...call.arguments)
    case 'insert':
      return store.insert(...call.arguments)
    case 'announce':
      return store.announce(...call.arguments)
    case 'learn':
      return store.learn(...call.arguments)
  }
}

/** The beginning of a store's error: what it quotes may be of a row. */
function summary(reason: string): string {
  return (reason.split(/['"\n]/)[0] ?? '').slice(0, 200) || 'no answer'
}
