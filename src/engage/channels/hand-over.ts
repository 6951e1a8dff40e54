import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { messageOf } from '../../platform/errors.ts'
import { type OpenRoute, openRoute, saveRouteState } from './carriers.ts'
import { chooseRoute } from './choose-route.ts'
import type { Touch } from './compose-messages.ts'
import type { Carrier, Dispatch, Message } from './provider.ts'
import type { ReadyRoute } from './read-routes.ts'
import { type RouteOutcome, sendByRoute } from './send-by-route.ts'
import { storeResults } from './store-results.ts'

/**
 * Which route each touch of the chunk at hand was given to. It is stored before they leave: after a crash they are
 * offered to the same routes again, which know their ids, and to no other.
 */
export const handed = z.array(z.object({ route: z.number(), touches: z.array(z.string()) }))
export type Handed = z.infer<typeof handed>

export interface HandedOver {
  readonly sent: number
  readonly failed: number
  readonly deferred: number
  /** Still to be sent. */
  readonly left: number
  /** Those of the left that a route may have taken. */
  readonly handed: Handed
  readonly reason?: string
  readonly retryAfterSeconds?: number
}

interface Task {
  readonly route: ReadyRoute
  readonly messages: readonly Message[]
}

/**
 * Give composed messages to the routes of their channel: each touch to the route it was given to before, or else to one
 * by weight; what a route surely did not take goes to another one that works.
 * @param remember called with who gets what, before it leaves
 */
export async function handOver(
  ctx: Context,
  dispatch: Dispatch,
  chunk: { touches: readonly Touch[]; messages: readonly Message[]; handed: Handed; lastTry: boolean },
  routes: readonly ReadyRoute[],
  remember: (handed: Handed) => Promise<void>,
  signal?: AbortSignal,
): Promise<HandedOver> {
  const total = { sent: 0, failed: 0, deferred: 0 }
  const pinned = new Map(chunk.handed.flatMap(({ route, touches }) => touches.map((touch) => [touch, route])))
  const tried = new Map<number, RouteOutcome>()
  const stuck: { route: number; messages: Message[] }[] = []
  let open = chunk.messages
  while (open.length > 0) {
    const usable = await working(ctx, routes, tried)
    const { tasks, waiting } = plan(open, usable, routes, pinned, tried)
    stuck.push(...waiting)
    if (tasks.length === 0) break
    await remember([
      ...tasks.map(({ route, messages }) => ({ route: route.id, touches: touchesOf(messages) })),
      ...stuck.map(({ route, messages }) => ({ route, touches: touchesOf(messages) })),
    ])
    const outcomes = await Promise.all(
      tasks.map(async ({ route, messages }) => {
        const outcome = decided(await sendTo(ctx, route, dispatch, messages, signal), chunk.lastTry)
        await storeResults(ctx, dispatch, route, chunk.touches, outcome.results)
        return { route, outcome }
      }),
    )
    open = []
    for (const { route, outcome } of outcomes) {
      for (const { status } of outcome.results) {
        if (status === 'failed') total.failed += 1
        else if (status === 'deferred') total.deferred += 1
        else total.sent += 1
      }
      if (outcome.left.length === 0) continue
      tried.set(route.id, outcome)
      const uncertain = outcome.left.filter(({ touch }) => outcome.uncertain.has(touch) || pinned.has(touch))
      if (uncertain.length > 0) stuck.push({ route: route.id, messages: uncertain })
      open = [...open, ...outcome.left.filter((message) => !uncertain.includes(message))]
    }
  }
  const failures = [...tried.values()]
  const waits = failures.flatMap(({ retryAfterSeconds }) => retryAfterSeconds ?? [])
  const held = stuck.filter(({ messages }) => messages.length > 0)
  const reason = failures.find((one) => one.reason !== undefined)?.reason
  const left = open.length + held.reduce((sum, { messages }) => sum + messages.length, 0)
  return {
    ...total,
    left,
    handed: held.map(({ route, messages }) => ({ route, touches: touchesOf(messages) })),
    ...(left > 0 ? { reason: reason ?? 'no route of the channel works' } : {}),
    ...(waits.length > 0 ? { retryAfterSeconds: Math.min(...waits) } : {}),
  }
}

/** On the last try, whoever cannot be reached now has failed for good. */
function decided(outcome: RouteOutcome, lastTry: boolean): RouteOutcome {
  if (!lastTry) return outcome
  const results = outcome.results.map((result) =>
    result.status === 'deferred'
      ? { ...result, status: 'failed' as const, detail: `given up: ${result.detail}` }
      : result,
  )
  return { ...outcome, results }
}

const touchesOf = (messages: readonly Message[]): string[] => messages.map(({ touch }) => touch)

/**
 * Routes that may be asked: those not tried in vain for this chunk. One whose breaker is open refuses at once, or lets
 * a first call through when its rest is over.
 */
async function working(
  ctx: Context,
  routes: readonly ReadyRoute[],
  tried: Map<number, RouteOutcome>,
): Promise<ReadyRoute[]> {
  const usable: ReadyRoute[] = []
  for (const route of routes) {
    if (tried.has(route.id)) continue
    try {
      await openRoute(ctx, route)
      usable.push(route)
    } catch (error) {
      tried.set(route.id, nothing(messageOf(error)))
      await saveRouteState(ctx, { route }, { sent: 0, failed: 0, error: messageOf(error) })
    }
  }
  return usable
}

const nothing = (reason: string): RouteOutcome => ({ results: [], left: [], uncertain: new Set(), reason })

function plan(
  open: readonly Message[],
  usable: readonly ReadyRoute[],
  routes: readonly ReadyRoute[],
  pinned: ReadonlyMap<string, number>,
  tried: ReadonlyMap<number, RouteOutcome>,
): { tasks: Task[]; waiting: { route: number; messages: Message[] }[] } {
  const known = new Set(routes.map(({ id }) => id))
  const byRoute = Map.groupBy(open, ({ touch }) => {
    const before = pinned.get(touch)
    // A route that is gone cannot be asked again.
    if (before !== undefined && known.has(before)) return before
    return chooseRoute(touch, usable)?.id ?? 0
  })
  const tasks: Task[] = []
  const waiting: { route: number; messages: Message[] }[] = []
  for (const [id, messages] of byRoute) {
    const route = usable.find((one) => one.id === id)
    if (route) tasks.push({ route, messages })
    else if (tried.has(id)) waiting.push({ route: id, messages })
  }
  return { tasks, waiting }
}

async function sendTo(
  ctx: Context,
  route: ReadyRoute,
  dispatch: Dispatch,
  messages: readonly Message[],
  signal: AbortSignal | undefined,
): Promise<RouteOutcome> {
  const open = await openRoute(ctx, route)
  if (!isBatch(open)) return { ...nothing('the simulator cannot share a channel'), left: messages }
  const outcome = await sendByRoute(ctx, open, dispatch, messages, signal)
  const refused = outcome.results.find(({ status }) => status === 'failed')
  const error = outcome.left.length > 0 ? outcome.reason : refused?.detail
  await saveRouteState(ctx, open, {
    sent: outcome.results.filter(({ status }) => status === 'sent' || status === 'pending').length,
    failed: outcome.results.filter(({ status }) => status === 'failed').length,
    ...(error === undefined ? {} : { error }),
  })
  return outcome
}

const isBatch = (open: OpenRoute): open is OpenRoute & { carrier: Extract<Carrier, { kind: 'batch' }> } =>
  open.carrier.kind === 'batch'
