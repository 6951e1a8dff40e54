import { sql } from 'kysely'
import { z } from 'zod'
import { contactChannels } from '../../govern/consent/index.ts'
import type { Context } from '../../platform/context.ts'
import { findProvider } from './providers/index.ts'
import { hookPathOf } from './read-routes.ts'
import { decryptSettings, storedSecrets, visibleSettings } from './route-settings.ts'
import { type ChannelView, channelView, type RouteView } from './schema.ts'
import { channelTables } from './store.ts'

/** Queued messages of running journeys that have not left yet, by channel. */
async function readBacklogs(ctx: Context): Promise<Map<string, { messages: number; reason: string | null }>> {
  const rows = await channelTables(ctx.postgres)
    .selectFrom('dispatch')
    .innerJoin('journey', 'journey.id', 'dispatch.journey_id')
    .select((is) => [
      'dispatch.channel',
      is.fn
        .sum<string>(sql`greatest(queued - dispatch.sent - dispatch.failed - dispatch.dropped, 0)`)
        .as('messages'),
      sql<
        string | null
      >`(array_agg(error ORDER BY dispatch.updated_at DESC) FILTER (WHERE error IS NOT NULL))[1]`.as(
        'reason',
      ),
    ])
    .where('dispatch.state', 'in', ['pending', 'running'])
    .where('journey.status', '=', 'running')
    .groupBy('dispatch.channel')
    .execute()
  return new Map(rows.map((row) => [row.channel, { messages: Number(row.messages), reason: row.reason }]))
}

/** Every channel with its limits, its routes and how they are doing. */
export async function listChannels(ctx: Context): Promise<ChannelView[]> {
  const db = channelTables(ctx.postgres)
  const hour = hourOf(ctx.clock.now())
  const [settings, volumes, backlogs, routes] = await Promise.all([
    db.selectFrom('channel_setting').selectAll().execute(),
    db.selectFrom('channel_volume').selectAll().where('hour', '=', hour).execute(),
    readBacklogs(ctx),
    listRoutes(ctx),
  ])
  return contactChannels.map((channel) => {
    const setting = settings.find((row) => row.channel === channel)
    const backlog = backlogs.get(channel)
    return channelView.parse({
      channel,
      hourlyLimit: setting?.hourly_limit ?? null,
      outboxLimit: setting?.outbox_limit ?? null,
      costMicros: Number(setting?.cost_micros ?? 0),
      thisHour: Number(volumes.find((row) => row.channel === channel)?.messages ?? 0),
      backlog: backlog?.messages ?? 0,
      waitingFor: backlog?.reason ?? null,
      routes: routes.filter((route) => route.channel === channel),
      version: setting?.version ?? 0,
    })
  })
}

/** The clock hour that an instant lies in. */
export const hourOf = (at: Date): Date => new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000)

async function listRoutes(ctx: Context): Promise<(Omit<RouteView, 'channel'> & { channel: string })[]> {
  const rows = await channelTables(ctx.postgres)
    .selectFrom('channel_route')
    .leftJoin('channel_route_state as state', 'state.route_id', 'channel_route.id')
    .selectAll('channel_route')
    .select(['breaker_state', 'sent', 'failed', 'last_sent_at', 'last_error', 'last_error_at'])
    .orderBy('channel')
    .orderBy('channel_route.id')
    .execute()
  return rows.map((row) => {
    const provider = findProvider(row.provider)
    const stored = z.record(z.string(), z.unknown()).parse(row.settings)
    const hook = hookPathOf(ctx, row)
    return {
      id: row.id,
      channel: row.channel,
      provider: row.provider,
      name: row.name,
      settings: provider ? visibleSettings(provider, decryptSettings(ctx, provider, stored)) : {},
      secrets: provider ? storedSecrets(provider, stored) : [],
      weight: row.weight,
      enabled: row.enabled,
      rate: row.rate,
      breaker: z.object({ failures: z.number(), seconds: z.number() }).parse(row.breaker),
      hook: provider?.hooks && hook !== '' ? hook : null,
      version: row.version,
      state: {
        breaker: row.breaker_state ?? 'closed',
        sent: Number(row.sent ?? 0),
        failed: Number(row.failed ?? 0),
        lastSentAt: row.last_sent_at?.toISOString() ?? null,
        lastError: row.last_error,
        lastErrorAt: row.last_error_at?.toISOString() ?? null,
      },
    }
  })
}
