import type { Context } from '../../platform/context.ts'
import { messageOf } from '../../platform/errors.ts'
import { openRoute, saveRouteState } from './carriers.ts'
import type { Touch } from './compose-messages.ts'
import { type Pending, postpone, tryAgainAt, updateDispatch } from './dispatch-state.ts'
import { type Handed, handed } from './hand-over.ts'
import { chunkAtRate } from './limits.ts'
import { readTouches } from './queries/read-batch.ts'
import { type ReadyRoute, readRoutes } from './read-routes.ts'
import { sendChunk } from './send-chunk.ts'
import { channelTables } from './store.ts'

interface Counts {
  sent: number
  failed: number
}

/** Touches read at once, from which chunks are cut. */
const pageSize = 20_000
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
    await updateDispatch(ctx, dispatch, { state: 'running' })
    const routes = await readRoutes(ctx, dispatch.channel)
    if (routes.length === 0) {
      await postpone(ctx, dispatch, 'the channel has no route that is switched on')
      return counts
    }
    const [only] = routes
    const open = routes.length === 1 && only ? await openRoute(ctx, only) : undefined
    if (open?.carrier.kind === 'set') {
      await open.carrier.deliver([dispatch])
      await saveRouteState(ctx, open, { sent: dispatch.queued, failed: 0 })
      await updateDispatch(ctx, dispatch, { state: 'done', error: null, sent: dispatch.queued, chunk: 1 })
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
        await updateDispatch(ctx, dispatch, { state: halt, error: null })
        return
      }
      const later = without(pins, chunk)
      const result = await sendChunk(ctx, dispatch, chunk, { routes, pins, later, resumed }, signal)
      counts.sent += result.sent
      counts.failed += result.failed
      deferred += result.deferred
      if (result.left > 0) {
        if (signal?.aborted) {
          const given = [...(result.handed ?? []), ...later]
          await updateDispatch(ctx, dispatch, { handed: JSON.stringify(given) })
          signal.throwIfAborted()
        }
        await postpone(ctx, dispatch, result.reason ?? '', result.until, [...(result.handed ?? []), ...later])
        return
      }
      pins = later
      position = chunk.at(-1)?.customer ?? position
      await channelTables(ctx.postgres)
        .updateTable('dispatch')
        .set((is) => ({
          position,
          handed: pins.length > 0 ? JSON.stringify(pins) : null,
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
    await updateDispatch(ctx, dispatch, { state: 'done', error: null })
    return
  }
  // Another round for those who could not be reached, later.
  await updateDispatch(ctx, dispatch, {
    state: 'pending',
    error: `${deferred} cannot be reached now`,
    retries: true,
    position: 0,
    handed: null,
    attempts: dispatch.attempts + 1,
    not_before: tryAgainAt(ctx, dispatch.attempts + 1),
  })
}

/** What was handed over before of other chunks: they may have been cut differently then. */
function without(pins: Handed, chunk: readonly Touch[]): Handed {
  const here = new Set(chunk.map(({ touch }) => touch))
  return pins
    .map(({ route, touches }) => ({ route, touches: touches.filter((touch) => !here.has(touch)) }))
    .filter(({ touches }) => touches.length > 0)
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
