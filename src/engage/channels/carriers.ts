import {
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  handleAll,
} from 'cockatiel'
import type { Context, Postgres } from '../../platform/context.ts'
import { messageOf } from '../../platform/errors.ts'
import type { Carrier } from './provider.ts'
import type { ReadyRoute } from './read-routes.ts'
import { channelTables } from './store.ts'

/** An open route and its circuit breaker. */
export interface OpenRoute {
  readonly route: ReadyRoute
  readonly carrier: Carrier
  readonly breaker: CircuitBreakerPolicy
}

interface Opened {
  readonly version: number
  readonly open: Promise<OpenRoute>
}

// What a process holds open belongs to its stores: one set a context, gone with it.
const opened = new WeakMap<Postgres, Map<number, Opened>>()

function heldBy(ctx: Context): Map<number, Opened> {
  const held = opened.get(ctx.postgres) ?? new Map<number, Opened>()
  opened.set(ctx.postgres, held)
  return held
}

/** The carrier of a route: the one that is open, or a new one when there is none or the route was changed. */
export async function openRoute(ctx: Context, route: ReadyRoute): Promise<OpenRoute> {
  const held = heldBy(ctx)
  const known = held.get(route.id)
  if (known?.version === route.version) return known.open
  const open = openAnew(ctx, route, known)
  held.set(route.id, { version: route.version, open })
  // One that could not be opened is tried again the next time somebody needs it.
  open.catch(() => held.get(route.id)?.open === open && held.delete(route.id))
  return open
}

async function openAnew(ctx: Context, route: ReadyRoute, old: Opened | undefined): Promise<OpenRoute> {
  await closeQuietly(ctx, old)
  const state = await channelTables(ctx.postgres)
    .selectFrom('channel_route_state')
    .select('breaker')
    .where('route_id', '=', route.id)
    .executeTakeFirst()
  const breaker = circuitBreaker(handleAll, {
    breaker: new ConsecutiveBreaker(route.breaker.failures),
    halfOpenAfter: route.breaker.seconds * 1000,
    ...(state?.breaker && !old ? { initialState: state.breaker } : {}),
  })
  return { route, breaker, carrier: await route.kind.open(ctx, route) }
}

async function closeQuietly(ctx: Context, held: Opened | undefined): Promise<void> {
  try {
    const open = await held?.open
    await open?.carrier.close?.()
  } catch (error) {
    ctx.log.warn({ reason: messageOf(error) }, 'a carrier could not be closed')
  }
}

/** Close what this process holds open; of routes that are not among `keep` when given. */
export async function closeCarriers(ctx: Context, keep?: ReadonlySet<number>): Promise<void> {
  const held = heldBy(ctx)
  const leaving = [...held].filter(([id]) => !keep?.has(id))
  for (const [id] of leaving) held.delete(id)
  await Promise.all(leaving.map(([, one]) => closeQuietly(ctx, one)))
}

const stateNames = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
  [CircuitState.HalfOpen]: 'half_open',
} as const

/** Note for all workers and for people how the route is doing. */
export async function saveRouteState(
  ctx: Context,
  { route, breaker }: Pick<OpenRoute, 'route'> & Partial<Pick<OpenRoute, 'breaker'>>,
  counts: { sent: number; failed: number; error?: string },
): Promise<void> {
  const now = ctx.clock.now()
  const values = {
    ...(breaker && { breaker: JSON.stringify(breaker.toJSON()), breaker_state: stateNames[breaker.state] }),
    ...(counts.sent > 0 ? { last_sent_at: now } : {}),
    ...(counts.error === undefined ? {} : { last_error: counts.error.slice(0, 300), last_error_at: now }),
  }
  await channelTables(ctx.postgres)
    .insertInto('channel_route_state')
    .values({ route_id: route.id, sent: counts.sent, failed: counts.failed, ...values })
    .onConflict((conflict) =>
      conflict.column('route_id').doUpdateSet((is) => ({
        ...values,
        sent: is('channel_route_state.sent', '+', counts.sent),
        failed: is('channel_route_state.failed', '+', counts.failed),
      })),
    )
    .execute()
}
