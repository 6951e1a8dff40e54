import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../../platform/http/route-kit.ts'
import { definitionKey } from '../rules/index.ts'
import type { SegmentView, segmentListQuery } from './schema.ts'
import { segmentTables } from './store.ts'

/** Where the last page ended: the sorted value, and the key that breaks ties. */
const cursorShape = (sorted: 'number' | 'key') =>
  z.tuple([sorted === 'number' ? z.number() : definitionKey, definitionKey])

/** One page of the segments, each with its latest snapshot. */
export async function listSegments(
  ctx: Context,
  query: z.output<typeof segmentListQuery>,
): Promise<{ items: SegmentView[]; next: string | null }> {
  const direction = query.sort.startsWith('-') ? 'desc' : 'asc'
  const bySize = query.sort.endsWith('customers')
  const order = sql<string | number>`${sql.raw(bySize ? 'coalesce(snapshot.customers, -1)' : 'segment.key')}`
  let rows = segmentRows(ctx)
    .select(order.as('position'))
    .orderBy(order, direction)
    .orderBy('segment.key', direction)
    .limit(query.limit + 1)
  if (!query.archived) rows = rows.where('segment.archived_at', 'is', null)
  if (query.cursor !== undefined) {
    const [position, key] = decodeCursor<[string | number, string]>(
      query.cursor,
      cursorShape(bySize ? 'number' : 'key'),
    )
    const beyond = sql.raw(direction === 'asc' ? '>' : '<')
    rows = rows.where(
      sql<boolean>`(${order}, segment.key) ${beyond} (${position}::${sql.raw(bySize ? 'double precision' : 'text')}, ${key})`,
    )
  }
  const found = await rows.execute()
  const page = found.slice(0, query.limit)
  const last = page.at(-1)
  return {
    items: page.map(viewOf),
    next: found.length > page.length && last ? encodeCursor([last.position, last.key]) : null,
  }
}

/** @throws AppError not_found */
export async function readSegment(ctx: Context, key: string): Promise<SegmentView> {
  const row = await segmentRows(ctx).where('segment.key', '=', key).executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no segment "${key}"`)
  return viewOf(row)
}

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
    ])
type SegmentRow = Awaited<ReturnType<ReturnType<typeof segmentRows>['execute']>>[number]

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
          },
  }
}
