import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../platform/clock.ts'
import { messageOf } from '../../platform/errors.ts'
import { IdentityCache } from '../identity/index.ts'
import type { TrackingPlanView } from '../protocols/index.ts'
import { CursorFile, SpoolReader } from '../spool/index.ts'
import { type Block, readBlock } from './block.ts'
import type { DrainSettings, Progress, Trouble } from './drain-messages.ts'
import type { DrainStore } from './drain-store.ts'
import { Lessons } from './lessons.ts'
import { RecentMessages } from './recent-messages.ts'
import { type Stored, storeBlock } from './store-block.ts'

const idleMilliseconds = 15
const firstRetry = 200
const longestRetry = 5000
/** Percent of its time that the accepting thread is at work from which on draining gives way … */
const busyFrom = 60
/** … by resting this many times as long as the last block took, */
const restFactor = 3
/** but never longer than this. */
const longestRest = 3000

/**
 * Move what is in the spool into the stores, block after block, until `signal` aborts. The cursor tells before a block
 * where it ends and after it that it is stored, so a crash at any point repeats exactly the block it hit.
 */
export async function drain(
  settings: DrainSettings,
  parts: {
    readonly store: DrainStore
    readonly plan: () => TrackingPlanView | undefined
    readonly report: (message: Progress | Trouble) => void
    readonly clock: Clock
    readonly signal: AbortSignal
  },
): Promise<void> {
  const { store, signal } = parts
  const end = new BigInt64Array(settings.end)
  const busy = new Int32Array(settings.busy)
  const reader = new SpoolReader(settings.directory)
  const cursor = new CursorFile(settings.directory)
  const cache = new IdentityCache(settings.cachedIdentifiers)
  const lessons = new Lessons()
  const recent = await patiently(parts, () =>
    RecentMessages.open(settings.directory, settings.recentMessages, () => store.horizon()),
  )
  if (recent === undefined) return
  const read = (start: number, exactEnd: number | null): Block =>
    readBlock(
      reader,
      {
        start,
        end: exactEnd ?? Number(Atomics.load(end, 0)),
        exact: exactEnd !== null,
        maxBytes: settings.blockBytes,
      },
      parts.plan(),
      parts.clock.now().getTime(),
    )
  let ahead: Block | undefined
  let lastStart = Number.NEGATIVE_INFINITY
  let lastEnd = Number.NEGATIVE_INFINITY
  // What was accepted is durable, so when both want the processor, accepting goes first.
  let rest = 0
  while (!signal.aborted) {
    const { position, inFlight, spool } = cursor.current
    const waiting = Number(Atomics.load(end, 0)) - position
    const pause = lastStart + settings.pause - performance.now()
    if (ahead === undefined && (waiting === 0 || (pause > 0 && waiting < settings.blockBytes))) {
      await sleep(waiting === 0 ? idleMilliseconds : Math.min(pause, idleMilliseconds))
      continue
    }
    const resting = rest - (performance.now() - lastEnd)
    if (resting > 0 && Atomics.load(busy, 0) >= busyFrom && waiting < settings.urgentBytes) {
      await sleep(Math.min(resting, idleMilliseconds))
      continue
    }
    lastStart = performance.now()
    const endAtStart = Number(Atomics.load(end, 0))
    const block: Block = ahead ?? read(position, inFlight)
    ahead = undefined
    if (block.end === position) {
      await sleep(idleMilliseconds)
      continue
    }
    if (inFlight === null) cursor.begin(block.end)
    // While ClickHouse inserts this block, the next is read, if it would be a large one.
    const readAhead = (): void => {
      const more = Number(Atomics.load(end, 0)) - block.end
      if (more >= settings.blockBytes / 2 && Atomics.load(busy, 0) < busyFrom) ahead ??= read(block.end, null)
    }
    const stored = await patiently(parts, () => storeBlock(block, { store, recent, cache, spool }, readAhead))
    if (stored === undefined) break
    recent.remember(stored.hashes, block.received)
    cursor.commit(block.end)
    lastEnd = performance.now()
    const duration = lastEnd - lastStart
    const arrived = Number(Atomics.load(end, 0)) - endAtStart
    // As long as blocks are stored faster than they come, resting would only make events late.
    rest = arrived > block.end - block.start ? Math.min(duration * restFactor, longestRest) : 0
    parts.report(progressOf(block, stored))
    const lesson = lessons.of(stored.fresh, parts.plan())
    // What the plan learns is no part of the block: it is learnt again from later traffic when it fails.
    if (lesson.length > 0) store.learn(lesson).catch(() => lessons.forget())
  }
  recent.close()
  reader.close()
}

function progressOf(block: Block, stored: Stored): Progress {
  return {
    kind: 'progress',
    position: block.end,
    requests: block.requests,
    events: stored.events,
    duplicates: stored.duplicates,
    deadLetters: stored.deadLetters,
    received: block.received,
    damaged: block.damaged,
  }
}

/** Try until it works, ever more slowly; undefined when `signal` aborted meanwhile. */
async function patiently<Result>(
  parts: { readonly report: (message: Trouble) => void; readonly signal: AbortSignal },
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  for (let wait = firstRetry; ; wait = Math.min(wait * 2, longestRetry)) {
    if (parts.signal.aborted) return undefined
    try {
      return await work()
    } catch (error) {
      parts.report({ kind: 'trouble', reason: messageOf(error), retryMilliseconds: wait })
      await sleep(wait, undefined, { signal: parts.signal }).catch(() => undefined)
    }
  }
}
