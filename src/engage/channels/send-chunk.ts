import type { Context } from '../../platform/context.ts'
import { askAgain } from './ask-again.ts'
import { composeMessages, type Touch, unanswered } from './compose-messages.ts'
import { type Pending, updateDispatch } from './dispatch-state.ts'
import { type Handed, handOver } from './hand-over.ts'
import { reserveVolume } from './limits.ts'
import { hourOf } from './list-channels.ts'
import { type AddressKind, mayHaveArrived, type Message } from './provider.ts'
import type { ReadyRoute } from './read-routes.ts'
import { type StoredResult, storeResults } from './store-results.ts'

/** Somebody who cannot be reached now is tried so often before it has failed for good. */
const deferralsAtMost = 8

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

/** Ask the gate, compose, hand over and store what became of each. */
export async function sendChunk(
  ctx: Context,
  dispatch: Pending,
  chunk: readonly Touch[],
  by: {
    routes: readonly ReadyRoute[]
    pins: Handed
    /** Those of the pins that belong to chunks after this one. */
    later: Handed
    resumed: boolean
  },
  signal: AbortSignal | undefined,
): Promise<ChunkResult> {
  const { open, sentBefore } = by.resumed
    ? await unanswered(ctx, dispatch, chunk)
    : { open: chunk, sentBefore: 0 }
  const lost = by.resumed ? await settleLost(ctx, dispatch, chunk, open, by) : new Set<string>()
  const asked = open.filter(({ touch }) => !lost.has(touch))
  const { refused, quietUntil } = await askAgain(ctx, dispatch, asked)
  if (quietUntil) {
    const none = { sent: 0, sentBefore, failed: lost.size, dropped: 0, deferred: 0 }
    return { ...none, left: asked.length, handed: by.pins, reason: 'quiet hours', until: quietUntil }
  }
  const wanted = asked.filter(({ touch }) => !refused.has(touch))
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
    (given) => updateDispatch(ctx, dispatch, { handed: JSON.stringify([...given, ...by.later]) }),
    signal,
  )
  const own = [...dropped(refused), ...unsendable(now, problems, reachable)]
  await storeResults(ctx, dispatch, { id: 0, provider: '' }, chunk, own)
  const failed = own.filter(({ status }) => status === 'failed').length
  const held = wanted.length - now.length
  return {
    sent: outcome.sent,
    sentBefore,
    failed: outcome.failed + failed + lost.size,
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

/**
 * Touches that were given to a route before a crash, and that it would send again: they count as failed until a receipt
 * says otherwise, and are not offered to anybody.
 */
async function settleLost(
  ctx: Context,
  dispatch: Pending,
  chunk: readonly Touch[],
  open: readonly Touch[],
  { routes, pins }: { routes: readonly ReadyRoute[]; pins: Handed },
): Promise<Set<string>> {
  const lost = new Set<string>()
  for (const route of routes.filter(({ kind }) => kind.atMostOnce)) {
    const given = new Set(pins.flatMap((pin) => (pin.route === route.id ? pin.touches : [])))
    const results = open
      .filter(({ touch }) => given.has(touch))
      .map(({ touch }) => mayHaveArrived(touch, 'the worker was stopped while it was handed over'))
    await storeResults(ctx, dispatch, route, chunk, results)
    for (const { touch } of results) lost.add(touch)
  }
  return lost
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
