import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { cutPage } from '../../platform/http/route-kit.ts'
import { containing } from '../../platform/postgres/containing.ts'
import { sortedPage } from '../../platform/postgres/sorted-page.ts'
import { refuseBankOrder } from './refuse-bank-order.ts'
import { scheduleOf } from './schedules/cron.ts'
import type { SegmentView, segmentListQuery } from './schema.ts'
import { sizesWithinScope } from './sizes-within-scope.ts'
import { segmentTables } from './store.ts'

const orders = {
  key: { sql: 'segment.key', type: 'text' },
  customers: { sql: 'coalesce(snapshot.customers, -1)', type: 'double precision' },
  updated: { sql: 'extract(epoch FROM segment.updated_at)::double precision', type: 'double precision' },
} as const

/**
 * One page of the segments, each with its latest snapshot as the asking person sees it.
 * @throws AppError forbidden for the order by size within a data scope
 */
export async function listSegments(
  ctx: Context,
  query: z.output<typeof segmentListQuery>,
): Promise<{ items: SegmentView[]; next: string | null }> {
  refuseBankOrder(ctx, query.sort)
  const found = await sortedPage(filtered(ctx, query), orders, orders.key, query).execute()
  const { items, next } = cutPage(found, query.limit, ({ place }) => place)
  return { items: await viewsOf(ctx, items), next }
}

function filtered(ctx: Context, query: z.output<typeof segmentListQuery>) {
  let rows = segmentRows(ctx)
  if (query.status === 'archived') rows = rows.where('segment.archived_at', 'is not', null)
  else if (query.status !== undefined || !query.archived) rows = rows.where('segment.archived_at', 'is', null)
  if (query.status === 'scheduled') rows = rows.where('segment.schedule', 'is not', null)
  if (query.status === 'stale') rows = rows.where(staleSql(ctx), 'is not', null)
  if (query.owner !== undefined) rows = rows.where('segment.created_by', '=', query.owner)
  if (query.search !== undefined)
    rows = rows.where(
      sql<boolean>`concat_ws(' ', segment.key, segment.name ->> 'zh-CN', segment.name ->> 'en', segment.description) ILIKE ${containing(query.search)}`,
    )
  return rows
}

/** @throws AppError not_found */
export async function readSegment(ctx: Context, key: string): Promise<SegmentView> {
  const row = await segmentRows(ctx).where('segment.key', '=', key).executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no segment "${key}"`)
  const [view] = await viewsOf(ctx, [row])
  return view ?? viewOf(row)
}

/** A schedule this late is overdue: its job looks every minute. */
const overdueMilliseconds = 5 * 60_000

const staleSql = (ctx: Context) =>
  sql<SegmentView['stale']>`CASE
    WHEN segment.archived_at IS NOT NULL THEN NULL
    WHEN segment.error IS NOT NULL THEN 'failed'
    WHEN segment.due_at < ${new Date(ctx.clock.now().getTime() - overdueMilliseconds)} THEN 'overdue'
    WHEN snapshot.version IS NULL THEN 'never'
    WHEN snapshot.rule IS DISTINCT FROM segment.rule THEN 'changed'
  END`

const segmentRows = (ctx: Context) =>
  segmentTables(ctx.postgres)
    .selectFrom('segment')
    .leftJoinLateral(
      (is) =>
        is
          .selectFrom('segment_snapshot')
          .selectAll()
          .whereRef('segment_snapshot.segment_id', '=', 'segment.id')
          .orderBy('version', 'desc')
          .limit(1)
          .as('snapshot'),
      (join) => join.onTrue(),
    )
    .selectAll('segment')
    .select([
      'snapshot.version as snapshot_version',
      'snapshot.customers',
      'snapshot.added',
      'snapshot.removed',
      'snapshot.as_of',
      'snapshot.created_at as snapshot_created_at',
      'snapshot.pins',
      'snapshot.dropped_at',
    ])
    .select(staleSql(ctx).as('stale'))
type SegmentRow = Awaited<ReturnType<ReturnType<typeof segmentRows>['execute']>>[number]

/** What people see of segments: sizes are those within their data scope. */
async function viewsOf(ctx: Context, rows: readonly SegmentRow[]): Promise<SegmentView[]> {
  const views = rows.map((row) => ({ segmentId: row.id, view: viewOf(row) }))
  const sized = await sizesWithinScope(
    ctx,
    views.flatMap(({ segmentId, view: { key, snapshot } }) =>
      snapshot === null ? [] : [{ segmentId, stored: { ...snapshot, key } }],
    ),
  )
  const snapshots = new Map(sized.map(({ key, ...snapshot }) => [key, snapshot]))
  return views.map(({ view }) => ({ ...view, snapshot: snapshots.get(view.key) ?? null }))
}

function viewOf(row: SegmentRow): SegmentView {
  const { key, name, description, rule, version } = row
  return {
    key,
    name,
    description,
    rule,
    version,
    archivedAt: row.archived_at?.toISOString() ?? null,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    snapshot:
      row.snapshot_version === null || row.as_of === null || row.snapshot_created_at === null
        ? null
        : {
            version: row.snapshot_version,
            customers: row.customers ?? 0,
            added: row.added ?? 0,
            removed: row.removed ?? 0,
            asOf: row.as_of.toISOString(),
            createdAt: row.snapshot_created_at.toISOString(),
            pins: row.pins ?? [],
            dropped: row.dropped_at !== null,
          },
    schedule: row.schedule === null ? null : scheduleOf(row.schedule),
    cron: row.schedule,
    paused: row.paused,
    scheduledAt: row.scheduled_at?.toISOString() ?? null,
    dueAt: row.due_at?.toISOString() ?? null,
    error: row.error,
    failedAt: row.failed_at?.toISOString() ?? null,
    stale: row.stale,
    keepSnapshots: row.keep_snapshots,
  }
}
