import { sql } from 'kysely'
import { contactChannel } from '../../govern/consent/index.ts'
import type { Context } from '../../platform/context.ts'
import { restAfter } from '../../platform/rest-after.ts'
import { carryOut } from './carry-out.ts'
import { carryOutSets, setRouteOf } from './carry-out-sets.ts'
import type { Pending } from './dispatch-state.ts'
import { channelTables } from './store.ts'

const dispatchLock = 7_700_103
/** Dispatches that a carrier of whole sets carries out with one statement. */
const mostTogether = 500
/** Milliseconds of rest while more waits, at most, so that a backlog leaves the processors to ticks. */
const longestRest = 1_000

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
  await endCancelled(ctx)
  const byChannel = Map.groupBy(await openDispatches(ctx), ({ channel }) => channel)
  await Promise.all(
    [...byChannel].map(async ([channel, dispatches]) => {
      const set = await setRouteOf(ctx, contactChannel.parse(channel))
      const together = set ? mostTogether : 1
      for (let start = 0; start < dispatches.length; start += together) {
        signal?.throwIfAborted()
        const began = performance.now()
        const ids = dispatches.slice(start, start + together).map(({ id }) => id)
        await withDispatches(ctx, ids, async (pending) => {
          const left = set ? await carryOutSets(ctx, set, pending, total) : pending
          for (const dispatch of left) {
            const counts = await carryOut(ctx, dispatch, signal)
            total.sent += counts.sent
            total.failed += counts.failed
          }
        })
        if (set && start + together < dispatches.length) await restAfter(began, longestRest, signal)
      }
    }),
  )
  return total
}

/**
 * Of a journey that was cancelled nothing more leaves. What a worker has in hand ends by itself; one that was killed,
 * or a tick that committed at that moment, leaves dispatches behind that nobody would ever end.
 */
async function endCancelled(ctx: Context): Promise<void> {
  await sql`
    WITH left_behind AS MATERIALIZED (
      SELECT dispatch.id FROM dispatch JOIN journey ON journey.id = dispatch.journey_id
      WHERE dispatch.state IN ('pending', 'running') AND journey.status = 'cancelled'
    )
    UPDATE dispatch SET state = 'cancelled', updated_at = ${ctx.clock.now()}
    WHERE id IN (SELECT id FROM left_behind WHERE pg_try_advisory_xact_lock(${dispatchLock}, id::integer))`.execute(
    ctx.postgres,
  )
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

/** Run `work` with those of some dispatches that nobody else has, and that are still to be carried out. */
async function withDispatches(
  ctx: Context,
  ids: readonly number[],
  work: (dispatches: readonly Pending[]) => Promise<void>,
): Promise<void> {
  await ctx.postgres.connection().execute(async (connection) => {
    const { rows } = await sql<{ id: number }>`
      SELECT id FROM unnest(${ids.map(Number)}::integer[]) AS id
      WHERE pg_try_advisory_lock(${dispatchLock}, id)`.execute(connection)
    const taken = rows.map(({ id }) => id)
    if (taken.length === 0) return
    try {
      const dispatches = await readPending(ctx, taken)
      if (dispatches.length > 0) await work(dispatches)
    } finally {
      await sql`SELECT pg_advisory_unlock(${dispatchLock}, id) FROM unnest(${taken}::integer[]) AS id`.execute(
        connection,
      )
    }
  })
}

async function readPending(ctx: Context, ids: readonly number[]): Promise<Pending[]> {
  const rows = await channelTables(ctx.postgres)
    .selectFrom('dispatch')
    .innerJoin('journey', 'journey.id', 'dispatch.journey_id')
    .leftJoin('journey_tick', (join) =>
      join
        .onRef('journey_tick.journey_id', '=', 'dispatch.journey_id')
        .onRef('journey_tick.tick', '=', 'dispatch.tick'),
    )
    .selectAll('dispatch')
    .select(['journey.key', 'journey_tick.at as tick_at'])
    .where('dispatch.id', 'in', [...ids])
    .where('dispatch.state', 'in', ['pending', 'running'])
    .orderBy('dispatch.journey_id')
    .orderBy('dispatch.tick')
    .orderBy('dispatch.id')
    .execute()
  return rows.flatMap((row): Pending[] => {
    const at = row.at ?? row.tick_at
    if (!at) return []
    return [
      {
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
      },
    ]
  })
}
