import { BrokenCircuitError } from 'cockatiel'
import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from '../../platform/context.ts'
import { messageOf } from '../../platform/errors.ts'
import type { OpenRoute } from './carriers.ts'
import { waitForRate } from './limits.ts'
import {
  type BatchResult,
  type Carrier,
  type Dispatch,
  mayHaveArrived,
  type Message,
  type Result,
} from './provider.ts'

/** What became of messages that a route was given. */
export interface RouteOutcome {
  readonly results: readonly Result[]
  /** Not answered for: to be tried again. */
  readonly left: readonly Message[]
  /** Left, and perhaps taken all the same: only this route may be asked again. */
  readonly uncertain: ReadonlySet<string>
  readonly reason?: string
  readonly retryAfterSeconds?: number
}

/** Pauses before the second, third and fourth attempt; one who calls later starts anew. */
const backoffMilliseconds = [200, 1_000, 5_000]

type BatchCarrier = Extract<Carrier, { kind: 'batch' }>

/** The provider did not take (all of) a batch; carries what it said. */
class NotTaken extends Error {
  readonly outcome: BatchResult
  constructor(outcome: BatchResult) {
    super(outcome.retry)
    this.outcome = outcome
  }
}

/** Give messages to one route: in batches, at its rate, again when it makes sense, and not at all while it rests. */
export async function sendByRoute(
  ctx: Context,
  open: OpenRoute & { carrier: BatchCarrier },
  dispatch: Dispatch,
  messages: readonly Message[],
  signal?: AbortSignal,
): Promise<RouteOutcome> {
  const { batchSize, concurrency = 1 } = open.route.kind
  const batches: Message[][] = []
  for (let from = 0; from < messages.length; from += batchSize)
    batches.push(messages.slice(from, from + batchSize))
  const outcomes: RouteOutcome[] = []
  let stopped: RouteOutcome | undefined
  const worker = async (): Promise<void> => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      const outcome = stopped
        ? { ...stopped, results: [], left: batch, uncertain: new Set<string>() }
        : await sendBatch(ctx, open, dispatch, batch, signal)
      outcomes.push(outcome)
      if (outcome.left.length > 0) stopped ??= outcome
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return {
    results: outcomes.flatMap(({ results }) => results),
    left: outcomes.flatMap(({ left }) => left),
    uncertain: new Set(outcomes.flatMap(({ uncertain }) => [...uncertain])),
    ...(stopped?.reason === undefined ? {} : { reason: stopped.reason }),
    ...(stopped?.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: stopped.retryAfterSeconds }),
  }
}

async function sendBatch(
  ctx: Context,
  { route, carrier, breaker }: OpenRoute & { carrier: BatchCarrier },
  dispatch: Dispatch,
  batch: readonly Message[],
  signal: AbortSignal | undefined,
): Promise<RouteOutcome> {
  const results: Result[] = []
  const uncertain = new Set<string>()
  let left = batch
  // What returned before the worker had to stop is kept; the rest did not leave.
  const stopped = (): RouteOutcome => ({ results, left, uncertain, reason: 'the worker stops' })
  for (const [attempt, wait] of [0, ...backoffMilliseconds].entries()) {
    if (wait > 0) await pause(wait, undefined, { signal }).catch(() => undefined)
    if (signal?.aborted) return stopped()
    let outcome: BatchResult
    try {
      await waitForRate(ctx, route, left.length, signal)
    } catch (error) {
      return signal?.aborted ? stopped() : { ...stopped(), reason: messageOf(error) }
    }
    try {
      const rest = left
      outcome = await breaker.execute(async () => {
        const answer = await carrier.send(dispatch, rest, signal)
        if (answer.retry !== undefined) throw new NotTaken(answer)
        return answer
      })
    } catch (error) {
      if (error instanceof BrokenCircuitError) {
        return { results, left, uncertain, reason: `the route rests after failures` }
      }
      outcome =
        error instanceof NotTaken ? error.outcome : { results: [], retry: messageOf(error), uncertain: true }
    }
    results.push(...outcome.results)
    const answered = new Set(outcome.results.map(({ touch }) => touch))
    left = left.filter(({ touch }) => !answered.has(touch))
    if (outcome.uncertain && route.kind.atMostOnce) {
      results.push(...left.map(({ touch }) => mayHaveArrived(touch, outcome.retry ?? '')))
      left = []
    }
    if (left.length === 0) return { results, left, uncertain: new Set() }
    if (outcome.uncertain) for (const { touch } of left) uncertain.add(touch)
    const reason = outcome.retry ?? 'the provider did not answer for every message'
    const { retryAfterSeconds } = outcome
    if (attempt === backoffMilliseconds.length || (retryAfterSeconds ?? 0) > 5) {
      return {
        results,
        left,
        uncertain: new Set(left.map(({ touch }) => touch).filter((touch) => uncertain.has(touch))),
        reason,
        ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      }
    }
  }
  return { results, left, uncertain }
}
