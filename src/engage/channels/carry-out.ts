import type { Context } from '../../platform/context.ts'
import { messageOf } from '../../platform/errors.ts'
import { askAgain } from './ask-again.ts'
import { openRoute, saveRouteState } from './carriers.ts'
import { composeMessages, type Touch, unanswered } from './compose-messages.ts'
import { type Handed, handed, handOver } from './hand-over.ts'
import { chunkAtRate, reserveVolume } from './limits.ts'
import { hourOf } from './list-channels.ts'
import type { AddressKind, Dispatch, Message } from './provider.ts'
import { readTouches } from './queries/read-batch.ts'
import { type ReadyRoute, readRoutes } from './read-routes.ts'
import { channelTables } from './store.ts'
import { type StoredResult, storeResults } from './store-results.ts'

/** A dispatch as it stands: what is left of it, and how it went so far. */
export interface Pending extends Dispatch {
  readonly id: number
  /** The last customer number that is done. */
  readonly position: number
  readonly queued: number
  readonly attempts: number
  readonly retries: boolean
  readonly handed: unknown
}

interface Counts {
  sent: number
  failed: number
}

/** Touches read at once, from which chunks are cut. */
const pageSize = 20_000
/** Somebody who cannot be reached now is tried so often before it has failed for good. */
const deferralsAtMost = 8

/**
 * Carry out one dispatch, chunk by chunk in the order of customer numbers. After every chunk the receipts are stored,
 * then how far it got. Killed in between, what may have left is offered to the same routes with the same ids: at least
 * once towards the provider, once in our receipts. Between chunks it stops when its journey is paused or cancelled.
 */
export async function carryOut(
  ctx: Context,
  dispatch: Pending,
  signal: AbortSignal | undefined,
): Promise<Counts> {
  const counts: Counts = { sent: 0, failed: 0 }
  try {
    await update(ctx, dispatch, { state: 'running' })
    const routes = await readRoutes(ctx, dispatch.channel)
    if (routes.length === 0) {
      await postpone(ctx, dispatch, 'the channel has no route that is switched on')
      return counts
    }
    const [only] = routes
    const open = routes.length === 1 && only ? await openRoute(ctx, only) : undefined
    if (open?.carrier.kind === 'set') {
      await open.carrier.deliver(dispatch)
      await saveRouteState(ctx, open, { sent: dispatch.queued, failed: 0 })
      await update(ctx, dispatch, { state: 'done', error: null, sent: dispatch.queued, chunk: 1 })
      return { sent: dispatch.queued, failed: 0 }
    }
    await sendPages(ctx, dispatch, routes, counts, signal)
  } catch (error) {
    signal?.throwIfAborted()
    const { journey, tick, channel } = dispatch
    ctx.log.error({ journey: journey.key, tick, channel, reason: messageOf(error) }, 'sending failed')
    await postpone(ctx, dispatch, messageOf(error))
  }
  return counts
}

async function sendPages(
  ctx: Context,
  dispatch: Pending,
  routes: readonly ReadyRoute[],
  counts: Counts,
  signal: AbortSignal | undefined,
): Promise<void> {
  const size = Math.min(
    ...routes.map(({ kind, rate }) => chunkAtRate(kind.batchSize * (kind.concurrency ?? 1), rate)),
  )
  let pins = handed.safeParse(dispatch.handed).data ?? []
  let deferred = 0
  // Nobody else works on a dispatch, so only what a run before this one left can have been answered: the first page.
  let resumed = true
  for (let position = dispatch.position; ;) {
    const page = await readTouches(ctx.clickhouse, {
      journey: dispatch.journey.id,
      tick: dispatch.tick,
      at: dispatch.at,
      channel: dispatch.channel,
      position,
      retries: dispatch.retries,
      limit: pageSize,
    })
    if (page.length === 0) break
    for (const chunk of byPerson(page, size)) {
      signal?.throwIfAborted()
      const halt = await mustStop(ctx, dispatch)
      if (halt) {
        await update(ctx, dispatch, { state: halt, error: null })
        return
      }
      const result = await sendChunk(ctx, dispatch, chunk, { routes, pins, resumed }, signal)
      counts.sent += result.sent
      counts.failed += result.failed
      deferred += result.deferred
      if (result.left > 0) {
        await postpone(ctx, dispatch, result.reason ?? '', result.until, result.handed)
        return
      }
      pins = []
      position = chunk.at(-1)?.customer ?? position
      await channelTables(ctx.postgres)
        .updateTable('dispatch')
        .set((is) => ({
          position,
          handed: null,
          attempts: dispatch.retries ? dispatch.attempts : 0,
          error: null,
          chunk: is('chunk', '+', 1),
          sent: is('sent', '+', result.sentBefore + result.sent),
          failed: is('failed', '+', result.failed),
          dropped: is('dropped', '+', result.dropped),
          updated_at: ctx.clock.now(),
        }))
        .where('id', '=', dispatch.id)
        .execute()
    }
    resumed = false
  }
  if (deferred === 0) {
    await update(ctx, dispatch, { state: 'done', error: null })
    return
  }
  // Another round for those who could not be reached, later.
  await channelTables(ctx.postgres)
    .updateTable('dispatch')
    .set({
      state: 'pending',
      error: `${deferred} cannot be reached now`,
      retries: true,
      position: 0,
      handed: null,
      attempts: dispatch.attempts + 1,
      not_before: new Date(ctx.clock.now().getTime() + pauseAfter(dispatch.attempts + 1)),
      updated_at: ctx.clock.now(),
    })
    .where('id', '=', dispatch.id)
    .execute()
}

/** Cut a page into chunks of about `size`, never between two touches of one person. */
function byPerson(page: readonly Touch[], size: number): Touch[][] {
  const chunks: Touch[][] = []
  for (let from = 0; from < page.length;) {
    let to = Math.min(from + size, page.length)
    while (to < page.length && page[to]?.customer === page[to - 1]?.customer) to += 1
    chunks.push(page.slice(from, to))
    from = to
  }
  return chunks
}

/** The state in which a dispatch rests when its journey no longer runs. */
async function mustStop(ctx: Context, dispatch: Pending): Promise<'pending' | 'cancelled' | undefined> {
  const { status } = await channelTables(ctx.postgres)
    .selectFrom('journey')
    .select('status')
    .where('id', '=', dispatch.journey.id)
    .executeTakeFirstOrThrow()
  if (status === 'running' || status === 'finished') return undefined
  return status === 'cancelled' ? 'cancelled' : 'pending'
}

interface ChunkResult {
  readonly sent: number
  readonly sentBefore: number
  readonly failed: number
  readonly dropped: number
  readonly deferred: number
  readonly left: number
  readonly handed?: Handed
  readonly reason?: string
  readonly until?: Date
}

async function sendChunk(
  ctx: Context,
  dispatch: Pending,
  chunk: readonly Touch[],
  by: {
    routes: readonly ReadyRoute[]
    pins: Handed
    resumed: boolean
  },
  signal: AbortSignal | undefined,
): Promise<ChunkResult> {
  const { open, sentBefore } = by.resumed
    ? await unanswered(ctx, dispatch, chunk)
    : { open: chunk, sentBefore: 0 }
  const { refused, quietUntil } = await askAgain(ctx, dispatch, open)
  if (quietUntil) {
    const none = { sent: 0, sentBefore, failed: 0, dropped: 0, deferred: 0 }
    return { ...none, left: open.length, handed: by.pins, reason: 'quiet hours', until: quietUntil }
  }
  const wanted = open.filter(({ touch }) => !refused.has(touch))
  const granted = await reserveVolume(ctx, dispatch.channel, wanted.length)
  const now = wanted.slice(0, granted)
  const kind = addressKindOf(by.routes)
  const { messages, problems } = await composeMessages(ctx, dispatch, now, kind)
  const reachable = messages.filter(({ address }) => kind === null || address !== '')
  const outcome = await handOver(
    ctx,
    dispatch,
    { touches: chunk, messages: reachable, handed: by.pins, lastTry: dispatch.attempts >= deferralsAtMost },
    by.routes,
    (given) => update(ctx, dispatch, { handed: JSON.stringify(given) }),
    signal,
  )
  const own = [...dropped(refused), ...unsendable(now, problems, reachable)]
  await storeResults(ctx, dispatch, { id: 0, provider: '' }, chunk, own)
  const failed = own.filter(({ status }) => status === 'failed').length
  const held = wanted.length - now.length
  return {
    sent: outcome.sent,
    sentBefore,
    failed: outcome.failed + failed,
    dropped: own.length - failed,
    deferred: outcome.deferred,
    left: outcome.left + held,
    handed: outcome.handed,
    ...(outcome.left > 0
      ? {
          reason: outcome.reason ?? '',
          ...(outcome.retryAfterSeconds === undefined
            ? {}
            : { until: new Date(ctx.clock.now().getTime() + outcome.retryAfterSeconds * 1000) }),
        }
      : held > 0
        ? {
            reason: 'the channel has carried all it may in this hour',
            until: new Date(hourOf(ctx.clock.now()).getTime() + 3_600_000),
          }
        : {}),
  }
}

/** What the routes of a channel need to reach somebody. */
function addressKindOf(routes: readonly ReadyRoute[]): AddressKind | null {
  const kinds = routes.map(({ kind, settings }) => kind.addressOf?.(settings) ?? kind.address)
  return kinds.find((kind) => kind !== null) ?? null
}

function dropped(refused: ReadonlyMap<string, string>): StoredResult[] {
  return [...refused].map(([touch, detail]) => ({ touch, status: 'dropped', detail }))
}

/** Touches that nothing can be said for or that lead nowhere: failed, never silently dropped. */
function unsendable(
  touches: readonly Touch[],
  problems: ReadonlyMap<string, string>,
  reachable: readonly Message[],
): StoredResult[] {
  const sendable = new Set(reachable.map(({ touch }) => touch))
  return touches
    .filter(({ touch }) => !sendable.has(touch))
    .map(({ touch }) => ({
      touch,
      status: 'failed',
      detail: problems.get(touch) ?? 'no address',
    }))
}

interface Change {
  readonly state?: 'pending' | 'running' | 'done' | 'cancelled'
  readonly error?: string | null
  readonly handed?: string | null
  readonly attempts?: number
  readonly not_before?: Date
  readonly sent?: number
  readonly chunk?: number
}

const update = async (ctx: Context, { id }: Pending, change: Change): Promise<void> => {
  await channelTables(ctx.postgres)
    .updateTable('dispatch')
    .set({ ...change, updated_at: ctx.clock.now() })
    .where('id', '=', id)
    .execute()
}

/** Half a minute, then twice as long each time, an hour at most. */
const pauseAfter = (attempts: number): number => Math.min(30_000 * 2 ** (attempts - 1), 3_600_000)

/** Leave the rest for later. */
async function postpone(
  ctx: Context,
  dispatch: Pending,
  reason: string,
  until?: Date,
  given: Handed = [],
): Promise<void> {
  await update(ctx, dispatch, {
    state: 'pending',
    error: reason.slice(0, 300),
    handed: given.length > 0 ? JSON.stringify(given) : null,
    attempts: dispatch.attempts + 1,
    not_before: until ?? new Date(ctx.clock.now().getTime() + pauseAfter(dispatch.attempts + 1)),
  })
}
