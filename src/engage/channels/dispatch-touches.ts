import { sql } from 'kysely'
import { contactChannel } from '../../govern/consent/index.ts'
import type { Context } from '../../platform/context.ts'
import { carryOut } from './carry-out.ts'
import type { Pending } from './dispatch-state.ts'
import { channelTables } from './store.ts'

const dispatchLock = 7_700_103

/**
 * Send what committed ticks (and the jobs that release held touches and follow others up) queued. Channels go side by
 * side, so a slow one keeps no other waiting; the dispatches of a channel go one after the other. Workers share them:
 * each dispatch is carried out by whoever locked it.
 */
export async function dispatchTouches(
  ctx: Context,
  signal?: AbortSignal,
): Promise<{ sent: number; failed: number }> {
  const total = { sent: 0, failed: 0 }
  const byChannel = Map.groupBy(await openDispatches(ctx), ({ channel }) => channel)
  await Promise.all(
    [...byChannel.values()].map(async (dispatches) => {
      for (const { id } of dispatches) {
        signal?.throwIfAborted()
        const counts = await withDispatch(ctx, id, (dispatch) => carryOut(ctx, dispatch, signal))
        total.sent += counts?.sent ?? 0
        total.failed += counts?.failed ?? 0
      }
    }),
  )
  return total
}

async function openDispatches(ctx: Context): Promise<{ id: number; channel: string }[]> {
  return channelTables(ctx.postgres)
    .selectFrom('dispatch')
    .innerJoin('journey', 'journey.id', 'dispatch.journey_id')
    .select(['dispatch.id', 'dispatch.channel'])
    .where('dispatch.state', 'in', ['pending', 'running'])
    .where('journey.status', 'in', ['running', 'finished'])
    .where((is) => is.or([is('not_before', 'is', null), is('not_before', '<=', ctx.clock.now())]))
    .orderBy('dispatch.journey_id')
    .orderBy('dispatch.tick')
    .orderBy('dispatch.id')
    .execute()
}

/** Run `work` with a dispatch while nobody else can; undefined when somebody else has it, or has done it. */
async function withDispatch<Result>(
  ctx: Context,
  id: number,
  work: (dispatch: Pending) => Promise<Result>,
): Promise<Result | undefined> {
  return ctx.postgres.connection().execute(async (connection) => {
    const { rows } = await sql<{ taken: boolean }>`
      SELECT pg_try_advisory_lock(${dispatchLock}, ${Number(id)}) AS taken`.execute(connection)
    if (rows[0]?.taken !== true) return undefined
    try {
      const dispatch = await readPending(ctx, id)
      return dispatch && (await work(dispatch))
    } finally {
      await sql`SELECT pg_advisory_unlock(${dispatchLock}, ${Number(id)})`.execute(connection)
    }
  })
}

async function readPending(ctx: Context, id: number): Promise<Pending | undefined> {
  const row = await channelTables(ctx.postgres)
    .selectFrom('dispatch')
    .innerJoin('journey', 'journey.id', 'dispatch.journey_id')
    .leftJoin('journey_tick', (join) =>
      join
        .onRef('journey_tick.journey_id', '=', 'dispatch.journey_id')
        .onRef('journey_tick.tick', '=', 'dispatch.tick'),
    )
    .selectAll('dispatch')
    .select(['journey.key', 'journey_tick.at as tick_at'])
    .where('dispatch.id', '=', id)
    .where('dispatch.state', 'in', ['pending', 'running'])
    .executeTakeFirst()
  const at = row?.at ?? row?.tick_at
  if (!row || !at) return undefined
  return {
    id: row.id,
    journey: { id: row.journey_id, key: row.key },
    tick: row.tick,
    at,
    channel: contactChannel.parse(row.channel),
    position: Number(row.position),
    queued: Number(row.queued),
    attempts: row.attempts,
    retries: row.retries,
    handed: row.handed,
  }
}
