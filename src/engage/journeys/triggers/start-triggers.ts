import { setTimeout as sleep } from 'node:timers/promises'
import { type AnnouncedBlock, newestBlock, readUnread } from '../../../collect/drainer/index.ts'
import type { Context } from '../../../platform/context.ts'
import { messageOf } from '../../../platform/errors.ts'
import { dispatchTouches } from '../../channels/index.ts'
import { advanceEach } from '../advance-journeys.ts'
import { journeyTables } from '../store.ts'
import { GraphCache } from '../ticks/graph-cache.ts'
import { askedByApi } from './asked-by-api.ts'
import { listenedEvents } from './listened-events.ts'

/** How long nobody looks when nobody wakes us: blocks that other processes drained are found by looking. */
const idleMilliseconds = 250
const restAfterTrouble = 2_000
/** While events keep coming, what they queued leaves this often. */
const sendMilliseconds = 1_000
/** Journeys that advance together. */
const mostTogether = 200

export interface Triggers {
  /** Events were stored: look now. */
  wake(): void
  /** Finish the ticks at hand and end. */
  stop(): Promise<void>
}

/**
 * Let journeys react to events as they are stored: entries, goals, waits for an event, exits. The drainer announces
 * each block with the names of its events, so that only journeys that listen to one of them are looked at, and all of
 * them tick together. What is missed here (another worker had the lease, a crash) is found by the job of ticks, because
 * every journey keeps how far its entry has read.
 */
export function startTriggers(ctx: Context): Triggers {
  const cache = new GraphCache()
  const stopping = new AbortController()
  let woken = Promise.withResolvers<void>()
  /** Journeys that could not be looked at: another worker had them, or they failed. */
  const owed = new Set<number>()
  /** Requests of other systems that were looked at, whether or not they let anybody in (see asked-by-api.ts). */
  const asked = new Map<number, string>()
  let newest: number | undefined
  let dispatching: Promise<void> | undefined
  /** Ticks queued something that nobody has begun to send. */
  let queued = false
  let sentAt = 0

  const look = async (): Promise<void> => {
    const { through, blocks } = await readUnread(
      ctx.postgres,
      newest ?? (await newestBlock(ctx.postgres)),
      null,
    )
    const names = namesOf(blocks)
    const listeners = await readListeners(ctx, cache)
    const listening = listeners
      .filter(({ id, events }) => newest === undefined || owed.has(id) || hears(events, names))
      .map(({ id }) => id)
    newest = through
    let moved = 0
    for (let start = 0; start < listening.length; start += mostTogether) {
      const ids = listening.slice(start, start + mostTogether)
      const { advances, failed } = await advanceEach(ctx, ids, {
        signal: stopping.signal,
        cache,
        look: { events: ids.some((id) => owed.has(id)) ? null : names },
      })
      for (const id of ids) {
        if (advances.get(id)?.state === 'advanced' && !failed.has(id)) owed.delete(id)
        else owed.add(id)
        moved += advances.get(id)?.moved ?? 0
      }
    }
    moved += await letInAsked()
    queued ||= moved > 0
    // Ticks go first, but a backlog of what they queued would take the processors from them for longer.
    if (queued && (moved === 0 || performance.now() - sentAt >= sendMilliseconds)) dispatch()
  }

  /** Journeys into which other systems sent somebody; answers how many steps their customers took. */
  const letInAsked = async (): Promise<number> => {
    const now = await askedByApi(ctx.postgres)
    const ids = [...now].filter(([id, mark]) => asked.get(id) !== mark).map(([id]) => id)
    const { advances } = await advanceEach(ctx, ids, { signal: stopping.signal, cache })
    asked.clear()
    for (const [id, mark] of now) if (advances.get(id)?.state !== 'leased') asked.set(id, mark)
    return [...advances.values()].reduce((sum, { moved }) => sum + moved, 0)
  }

  /** Sending goes on beside the ticks, one run at a time. */
  const dispatch = (): void => {
    if (dispatching) return
    queued = false
    sentAt = performance.now()
    dispatching = dispatchTouches(ctx, stopping.signal)
      .then(
        () => undefined,
        (error: unknown) => {
          if (!stopping.signal.aborted) ctx.log.warn({ reason: messageOf(error) }, 'sending failed')
        },
      )
      .finally(() => {
        dispatching = undefined
      })
  }

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await look()
      } catch (error) {
        if (stopping.signal.aborted) break
        ctx.log.warn({ reason: messageOf(error) }, 'journeys cannot react to events, trying again')
        await sleep(restAfterTrouble, undefined, { signal: stopping.signal }).catch(() => undefined)
      }
      await Promise.race([
        woken.promise,
        sleep(idleMilliseconds, undefined, { signal: stopping.signal }).catch(() => undefined),
      ])
      woken = Promise.withResolvers()
    }
    await dispatching
  }
  const running = run()
  return {
    wake: () => woken.resolve(),
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

/** Which events blocks hold; null: any. */
function namesOf(blocks: readonly AnnouncedBlock[]): ReadonlySet<string> | null {
  const names = new Set<string>()
  for (const block of blocks) {
    if (block.names === null) return null
    for (const name of block.names) names.add(name)
  }
  return names
}

const hears = (events: ReadonlySet<string>, names: ReadonlySet<string> | null): boolean =>
  names === null ? events.size > 0 : [...events].some((name) => names.has(name))

/** Running journeys that react to events, in any of the versions that customers are on. */
async function readListeners(
  ctx: Context,
  cache: GraphCache,
): Promise<{ id: number; events: ReadonlySet<string> }[]> {
  const journeys = await journeyTables(ctx.postgres)
    .selectFrom('journey')
    .select(['id', 'published_version'])
    .where('status', '=', 'running')
    .where('published_version', 'is not', null)
    .orderBy('id')
    .execute()
  const graphs = await cache.read(
    ctx.postgres,
    journeys.map(({ id, published_version }) => ({ id, published: published_version ?? 0 })),
  )
  return [...graphs].flatMap(([id, versions]) => {
    const events = new Set([...versions.values()].flatMap((graph) => [...listenedEvents(graph)]))
    return events.size > 0 ? [{ id, events }] : []
  })
}
