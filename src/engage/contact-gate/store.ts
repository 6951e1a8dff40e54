import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { addressOfProvider } from './address-of-provider.ts'

type GateTables = { journey: { id: number; committed_tick: number } }

/** Newest committed tick of every journey. */
export async function readCommittedTicks(ctx: Pick<Context, 'postgres'>): Promise<Map<number, number>> {
  const rows = await ctx.postgres
    .withTables<GateTables>()
    .selectFrom('journey')
    .select(['id', 'committed_tick'])
    .orderBy('id')
    .execute()
  return new Map(rows.map((row) => [row.id, row.committed_tick]))
}

/** The priority of a journey that says none. */
export const usualPriority = 50

/** The running journeys that contact people, with their priorities. */
export async function readSenders(
  ctx: Pick<Context, 'postgres'>,
): Promise<{ id: number; priority: number }[]> {
  const { rows } = await sql<{ id: number; priority: number }>`
    SELECT id, coalesce((journey_version.graph ->> 'priority')::int, ${usualPriority}) AS priority
    FROM journey
    JOIN journey_version ON journey_id = id AND journey_version.version = published_version
    WHERE status = 'running'
      AND jsonb_path_exists(journey_version.graph, '$.nodes.*.type ? (@ == "message")')`.execute(ctx.postgres)
  return rows
}

/**
 * What channels carried in this clock hour. Contacts that committed ticks queued are counted by the rows that tell
 * dispatch about them, so nobody scans touches for it.
 */
export async function carriedThisHour(
  ctx: Pick<Context, 'postgres'>,
  now: Date,
): Promise<Map<string, number>> {
  const { rows } = await sql<{ channel: string; queued: string }>`
    SELECT dispatch.channel, sum(dispatch.queued) AS queued
    FROM dispatch
    LEFT JOIN journey_tick USING (journey_id, tick)
    WHERE coalesce(dispatch.at, journey_tick.at) >= ${hourOf(now)} AND coalesce(dispatch.at, journey_tick.at) <= ${now}
    GROUP BY dispatch.channel`.execute(ctx.postgres)
  return new Map(rows.map(({ channel, queued }) => [channel, Number(queued)]))
}

/** Channels whose every route leads by a provider that reaches people by one kind of address of its own. */
export async function readAddressKinds(ctx: Pick<Context, 'postgres'>): Promise<Map<string, string>> {
  const { rows } = await sql<{ channel: string; providers: string[] }>`
    SELECT channel, array_agg(DISTINCT provider) AS providers FROM channel_route
    WHERE enabled GROUP BY channel`.execute(ctx.postgres)
  return new Map(
    rows.flatMap(({ channel, providers }) => {
      const kinds = [...new Set(providers.map((provider) => addressOfProvider[provider]))]
      const [kind] = kinds
      return kinds.length === 1 && kind !== undefined ? [[channel, kind] as const] : []
    }),
  )
}

const hour = 3_600_000

/** The clock hour of an instant. */
export function hourOf(now: Date): Date {
  return new Date(Math.floor(now.getTime() / hour) * hour)
}
