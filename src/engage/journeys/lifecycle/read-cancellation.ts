import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { findJourney } from '../counts/find-journey.ts'
import { journeyTables } from '../store.ts'
import type { CancellationReport } from './schema.ts'

const recorded = z.object({ at: z.iso.datetime(), by: z.string(), reason: z.string() })

/**
 * What a cancelled journey had sent and what it no longer sends.
 * @throws AppError not_found, also when the journey was not cancelled
 */
export async function readCancellation(ctx: Context, key: string): Promise<CancellationReport> {
  const journey = await findJourney(ctx, key)
  if (journey.status !== 'cancelled')
    throw new AppError('not_found', `The journey "${key}" was not cancelled`)
  const { at, by, reason } = recorded.parse(journey.cancellation)
  const [taken, dispatches, held] = await Promise.all([
    sql<{ node: string; customers: number }>`
      SELECT move."from" AS node, sum(move.customers)::bigint AS customers
      FROM journey_tick, jsonb_to_recordset(moves) AS move("from" text, "to" text, customers bigint)
      WHERE journey_id = ${journey.id} AND move."to" = '$cancelled'
      GROUP BY 1 ORDER BY 1`.execute(ctx.postgres),
    journeyTables(ctx.postgres)
      .selectFrom('dispatch')
      .select(['channel', 'state', 'queued', 'sent'])
      .where('journey_id', '=', journey.id)
      .orderBy('channel')
      .execute(),
    sql<{ held: string }>`
      SELECT coalesce((SELECT sum((touches -> 'suppressed' ->> 'cancelled')::bigint)
                       FROM journey_tick WHERE journey_id = ${journey.id}), 0)
           + coalesce((SELECT sum(held) FROM touch_hold WHERE journey_id = ${journey.id}), 0) AS held`.execute(
      ctx.postgres,
    ),
  ])
  const channels = [...Map.groupBy(dispatches, ({ channel }) => channel)].map(([channel, rows]) => {
    const queued = rows.reduce((sum, row) => sum + row.queued, 0)
    const open = rows.filter(({ state }) => state !== 'done')
    const notSent = open.reduce((sum, row) => sum + row.queued - row.sent, 0)
    return { channel, queued, sent: rows.reduce((sum, row) => sum + row.sent, 0), notSent }
  })
  return {
    cancelledAt: at,
    cancelledBy: by,
    reason,
    taken: taken.rows,
    channels,
    heldDropped: Number(held.rows[0]?.held ?? 0),
    sending: dispatches.some(({ state }) => state === 'running'),
  }
}
