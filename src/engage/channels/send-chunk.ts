import type { Context } from '../../platform/context.ts'
import { askAgain } from './ask-again.ts'
import { composeMessages, type Touch, unanswered } from './compose-messages.ts'
import { type Pending, updateDispatch } from './dispatch-state.ts'
import { type Handed, handOver } from './hand-over.ts'
import { reserveVolume } from './limits.ts'
import { hourOf } from './list-channels.ts'
import type { AddressKind, Message } from './provider.ts'
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
    (given) => updateDispatch(ctx, dispatch, { handed: JSON.stringify(given) }),
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
