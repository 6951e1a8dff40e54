import { sql } from 'kysely'
import { setTimeout as pause } from 'node:timers/promises'
import type { ContactChannel } from '../../govern/consent/index.ts'
import type { Context } from '../../platform/context.ts'
import { hourOf } from './list-channels.ts'

/** A route may send ahead of its rate by this much, so that a batch leaves in one piece. */
const burstSeconds = 1

/**
 * Wait until `messages` may leave at a route's rate. All workers draw on one row: each moves the instant at which the
 * route is free again (the generic cell rate algorithm of ITU-T I.371), so together they never exceed the rate. The
 * database's clock counts, because the limit is the provider's and not part of business time.
 */
export async function waitForRate(
  ctx: Context,
  route: { readonly id: number; readonly rate: number | null },
  messages: number,
  signal?: AbortSignal,
): Promise<void> {
  if (route.rate === null) return
  const { rows } = await sql<{ wait: number }>`
    INSERT INTO channel_route_state AS state (route_id, free_at)
    VALUES (${route.id}, clock_timestamp() + make_interval(secs => ${messages / route.rate}))
    ON CONFLICT (route_id) DO UPDATE
      SET free_at = greatest(state.free_at, clock_timestamp()) + make_interval(secs => ${messages / route.rate})
    RETURNING 1000 * extract(epoch FROM free_at - clock_timestamp())
              - ${1000 * Math.max(burstSeconds, messages / route.rate)}::float8 AS wait`.execute(ctx.postgres)
  const wait = Number(rows[0]?.wait ?? 0)
  if (wait > 0) await pause(wait, undefined, { signal })
}

/** How many messages may leave at once at this rate without holding up a pause for long. */
export function chunkAtRate(size: number, rate: number | null): number {
  return rate === null ? size : Math.max(1, Math.min(size, rate * 2))
}

/**
 * Reserve up to `messages` of a channel's volume in this clock hour; answers how many may leave. What is reserved and
 * then not sent stays counted, so the limit is never exceeded.
 */
export async function reserveVolume(
  ctx: Context,
  channel: ContactChannel,
  messages: number,
): Promise<number> {
  const hour = hourOf(ctx.clock.now())
  const { rows } = await sql<{ granted: number }>`
    WITH allowed AS (
      SELECT coalesce((SELECT hourly_limit FROM channel_setting WHERE channel = ${channel}), 2147483647)::bigint AS most
    ), first AS (
      INSERT INTO channel_volume (channel, hour, messages) VALUES (${channel}, ${hour}, 0) ON CONFLICT DO NOTHING
    )
    SELECT most AS granted FROM allowed`.execute(ctx.postgres)
  const most = Number(rows[0]?.granted ?? 0)
  const taken = await sql<{ granted: number }>`
    UPDATE channel_volume AS volume SET messages = volume.messages + least(${messages}, greatest(${most} - volume.messages, 0))
    FROM (SELECT messages FROM channel_volume WHERE channel = ${channel} AND hour = ${hour} FOR UPDATE) AS before
    WHERE channel = ${channel} AND hour = ${hour}
    RETURNING volume.messages - before.messages AS granted`.execute(ctx.postgres)
  return Number(taken.rows[0]?.granted ?? 0)
}
