import type { ContactChannel } from '../../govern/consent/index.ts'
import type { Context } from '../../platform/context.ts'
import { messageOf } from '../../platform/errors.ts'
import { type OpenRoute, openRoute, saveRouteState } from './carriers.ts'
import type { Pending } from './dispatch-state.ts'
import type { Carrier } from './provider.ts'
import { readRoutes } from './read-routes.ts'
import { channelTables } from './store.ts'

/** The only route of a channel, where its carrier takes whole sets. */
export type SetRoute = OpenRoute & { readonly carrier: Extract<Carrier, { kind: 'set' }> }

/** Undefined also when the route cannot be opened: carrying out one dispatch says why. */
export async function setRouteOf(ctx: Context, channel: ContactChannel): Promise<SetRoute | undefined> {
  const [only, ...others] = await readRoutes(ctx, channel)
  if (!only || others.length > 0) return undefined
  const open = await openRoute(ctx, only).catch(() => undefined)
  return open && isSet(open) ? open : undefined
}

const isSet = (open: OpenRoute): open is SetRoute => open.carrier.kind === 'set'

/**
 * Carry out dispatches of one channel with one statement: a hundred small ticks a second would cost as many otherwise.
 * Answers those that are left, all when it failed, to be carried out one by one.
 */
export async function carryOutSets(
  ctx: Context,
  open: SetRoute,
  dispatches: readonly Pending[],
  total: { sent: number },
): Promise<readonly Pending[]> {
  if (dispatches.length < 2) return dispatches
  const ids = dispatches.map(({ id }) => id)
  try {
    await open.carrier.deliver(dispatches)
  } catch (error) {
    ctx.log.warn({ dispatches: ids.length, reason: messageOf(error) }, 'sending together failed')
    return dispatches
  }
  const sent = dispatches.reduce((sum, { queued }) => sum + queued, 0)
  await saveRouteState(ctx, open, { sent, failed: 0 })
  await channelTables(ctx.postgres)
    .updateTable('dispatch')
    .set((is) => ({
      state: 'done',
      error: null,
      sent: is.ref('queued'),
      chunk: 1,
      updated_at: ctx.clock.now(),
    }))
    .where('id', 'in', ids)
    .execute()
  total.sent += sent
  return []
}
