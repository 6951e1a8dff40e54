import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { cutPage, decodeCursor, pageQuery } from '../../platform/http/route-kit.ts'
import { containing } from '../../platform/postgres/containing.ts'
import { readHeldBack } from './backpressure/read-held-back.ts'
import { countContactsWithinScope, sizedWithinScope } from './counts/count-within-scope.ts'
import { type Edge, readEdges } from './counts/read-edges.ts'
import { journeyGraph, type JourneySummary, type JourneyView, unfinishedGraph } from './schema.ts'
import { journeyTables } from './store.ts'
import { localisedText } from '../templates/index.ts'

export const journeyQuery = pageQuery.extend({
  status: z.enum(['draft', 'running', 'paused', 'finished', 'cancelled']).optional(),
  archived: z.stringbool().default(false).describe('true: only those that were put away'),
  search: z.string().max(100).optional().describe('Part of the key or of the name in either language'),
})

/** Journeys in the order they were made, with the customers of the data scope in them, without those that were put away unless these are asked for. */
export async function listJourneys(
  ctx: Context,
  query: Partial<z.output<typeof journeyQuery>> & { limit: number },
): Promise<{ items: JourneySummary[]; next: string | null }> {
  let select = summaryQuery(ctx)
    .orderBy('journey.id')
    .limit(query.limit + 1)
    .where('journey.archived_at', query.archived ? 'is not' : 'is', null)
  if (query.status) select = select.where('journey.status', '=', query.status)
  if (query.search) {
    const part = containing(query.search)
    select = select.where(
      sql<boolean>`(journey.key ILIKE ${part} OR journey.name ->> 'zh-CN' ILIKE ${part} OR journey.name ->> 'en' ILIKE ${part})`,
    )
  }
  if (query.cursor) select = select.where('journey.id', '>', decodeCursor(query.cursor, z.number().int()))
  const rows = await select.execute()
  const { items, next } = cutPage(rows, query.limit, ({ id }) => id)
  return {
    items: (await sizedWithinScope(ctx, items)).map(summaryOf),
    next,
  }
}

/** One journey with its counts. @throws AppError not_found */
export async function readJourney(ctx: Context, key: string): Promise<JourneyView> {
  const row = await summaryQuery(ctx).where('journey.key', '=', key).executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no journey "${key}"`)
  const db = journeyTables(ctx.postgres)
  const [published, standing, edges, touches, heldBack] = await Promise.all([
    row.published_version === null
      ? undefined
      : db
          .selectFrom('journey_version')
          .select('graph')
          .where('journey_id', '=', row.id)
          .where('version', '=', row.published_version)
          .executeTakeFirstOrThrow(),
    db
      .selectFrom('journey_occupancy')
      .select(['node', 'customers'])
      .where('journey_id', '=', row.id)
      .orderBy('node')
      .execute(),
    readEdges(ctx, { id: row.id, committed: row.committed_tick }),
    readTouchCounts(ctx, row),
    // Who waits for room in an outbox is a matter of the whole bank.
    ctx.actor.organisations === null ? readHeldBack(ctx, row.id) : [],
  ])
  const [sized = row] = await sizedWithinScope(ctx, [row])
  return {
    ...summaryOf(sized),
    graph: unfinishedGraph.parse(row.graph),
    publishedGraph: published ? journeyGraph.parse(published.graph) : null,
    nodes: standing.map(({ node, customers }) => {
      const passed = total(edges.filter((edge) => edge.to === node))
      const left = total(edges.filter((edge) => edge.from === node))
      return { node, standing: ctx.actor.organisations === null ? customers : passed - left, passed }
    }),
    edges,
    touches,
    heldBack,
    committedTick: row.committed_tick,
  }
}

const total = (edges: readonly Edge[]): number => edges.reduce((sum, { customers }) => sum + customers, 0)

async function readTouchCounts(
  ctx: Context,
  journey: { readonly id: number; readonly committed_tick: number },
): Promise<JourneyView['touches']> {
  const within = await countContactsWithinScope(ctx, journey)
  if (within !== null) return within
  const { rows } = await sql<{ reason: string; touches: number }>`
    SELECT count.key AS reason, sum(count.value::bigint)::bigint AS touches
    FROM journey_tick, jsonb_each_text(touches -> 'suppressed' || jsonb_build_object('', touches -> 'queued')) AS count
    WHERE journey_id = ${journey.id}
    GROUP BY 1
    ORDER BY 1`.execute(ctx.postgres)
  return {
    queued: rows.find((row) => row.reason === '')?.touches ?? 0,
    suppressed: Object.fromEntries(
      rows.filter((row) => row.reason !== '').map((row) => [row.reason, row.touches]),
    ),
  }
}

const standingAt = (node: string) => sql<number>`coalesce((
  SELECT sum(customers)::bigint FROM journey_occupancy WHERE journey_id = journey.id AND node = ${node}), 0)`

function summaryQuery(ctx: Context) {
  return journeyTables(ctx.postgres)
    .selectFrom('journey')
    .selectAll()
    .select([
      sql<number>`coalesce((SELECT sum(customers)::bigint FROM journey_occupancy WHERE journey_id = journey.id), 0)`.as(
        'entered',
      ),
      sql<number>`coalesce((SELECT sum(customers)::bigint FROM journey_cohort WHERE journey_id = journey.id), 0)`.as(
        'inside',
      ),
      standingAt('$holdout').as('held_out'),
      standingAt('$goal').as('converted'),
      sql<Date | null>`(SELECT max(at) FROM journey_tick WHERE journey_id = journey.id)`.as('last_tick_at'),
    ])
}

type SummaryRow = Awaited<ReturnType<ReturnType<typeof summaryQuery>['execute']>>[number]

function summaryOf(row: SummaryRow): JourneySummary {
  const { entry, priority = 50 } = unfinishedGraph.parse(row.graph)
  const type = entry.type ?? 'segment'
  return {
    id: row.id,
    key: row.key,
    name: localisedText.parse(row.name),
    description: row.description,
    status: row.status,
    version: row.version,
    publishedVersion: row.published_version,
    entry: type,
    segment: type === 'segment' ? (entry.segment ?? null) : null,
    priority,
    entered: row.entered,
    inside: row.inside,
    heldOut: row.held_out,
    converted: row.converted,
    lastTickAt: row.last_tick_at?.toISOString() ?? null,
    entryClosedAt: row.entry_closed_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    archivedAt: row.archived_at?.toISOString() ?? null,
    updatedAt: row.updated_at.toISOString(),
  }
}
