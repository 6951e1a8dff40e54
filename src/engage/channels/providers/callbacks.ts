import type { Generated } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { decryptContact, encryptContact } from '../../../platform/crypto/contact-cipher.ts'
import { messageOf } from '../../../platform/errors.ts'

type CallbackTables = {
  provider_callback: {
    route_id: number
    key: string
    event: string
    received_at: Date
    handled_at: Date | null
    attempts: Generated<number>
    problem: string | null
  }
}

/** How long a callback is remembered: longer than anyone delivers it again. */
const memory = 3 * 86_400_000
const attempts = 5

/** Store a callback. False when it was stored before: it is being delivered again. */
export async function takeCallback(
  ctx: Context,
  route: number,
  callback: { key: string; event: string },
): Promise<boolean> {
  const taken = await ctx.postgres
    .withTables<CallbackTables>()
    .insertInto('provider_callback')
    .values({
      route_id: route,
      key: callback.key,
      event: encryptContact(ctx.config, callback.event),
      received_at: ctx.clock.now(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return (taken.numInsertedOrUpdatedRows ?? 0n) > 0n
}

/**
 * Handle the callbacks of a route that nobody handled, each in a transaction of its own, so that several workers share
 * them and a crash leaves them open. `handle` may say what did not work out; throwing means: once more, later.
 */
export async function handleCallbacks(
  ctx: Context,
  route: number,
  handle: (event: string, receivedAt: Date) => Promise<string | null>,
): Promise<void> {
  const left: string[] = []
  for (let more = true; more;) {
    more = await ctx.postgres.transaction().execute(async (transaction) => {
      const db = transaction.withTables<CallbackTables>()
      const row = await db
        .selectFrom('provider_callback')
        .select(['key', 'event', 'received_at', 'attempts'])
        .where('route_id', '=', route)
        .where('handled_at', 'is', null)
        .$if(left.length > 0, (query) => query.where('key', 'not in', left))
        .orderBy('received_at')
        .limit(1)
        .forUpdate()
        .skipLocked()
        .executeTakeFirst()
      if (!row) return false
      const change = await attempt(ctx, row, handle)
      await db
        .updateTable('provider_callback')
        .set({ ...change, attempts: row.attempts + 1 })
        .where('route_id', '=', route)
        .where('key', '=', row.key)
        .execute()
      if (change.handled_at === null) left.push(row.key)
      return true
    })
  }
  await forget(ctx)
}

async function attempt(
  ctx: Context,
  row: { event: string; received_at: Date; attempts: number },
  handle: (event: string, receivedAt: Date) => Promise<string | null>,
): Promise<{ handled_at: Date | null; problem: string | null }> {
  try {
    const problem = await handle(decryptContact(ctx.config, row.event), row.received_at)
    if (problem !== null) ctx.log.warn({ problem }, 'a callback could not be handled in full')
    return { handled_at: ctx.clock.now(), problem }
  } catch (error) {
    const problem = messageOf(error)
    ctx.log.error({ problem, attempts: row.attempts + 1 }, 'a callback could not be handled')
    return { handled_at: row.attempts + 1 >= attempts ? ctx.clock.now() : null, problem }
  }
}

async function forget(ctx: Context): Promise<void> {
  await ctx.postgres
    .withTables<CallbackTables>()
    .deleteFrom('provider_callback')
    .where('handled_at', 'is not', null)
    .where('received_at', '<', new Date(ctx.clock.now().getTime() - memory))
    .execute()
}
