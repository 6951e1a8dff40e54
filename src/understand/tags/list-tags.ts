import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { cutPage } from '../../platform/http/route-kit.ts'
import { containing } from '../../platform/postgres/containing.ts'
import { type Order, sortedPage } from '../../platform/postgres/sorted-page.ts'
import type { TagView, tagListQuery, tagSorts } from './schema.ts'
import { tagTables } from './store.ts'

const orders: Readonly<Record<(typeof tagSorts)[number], Order>> = {
  key: { sql: 'tag.key', type: 'text' },
  class: { sql: `concat(tag.class, '/', tag.subclass)`, type: 'text' },
  coverage: { sql: 'coalesce(tag.coverage, -1)', type: 'double precision' },
  refreshedAt: {
    sql: 'coalesce(extract(epoch FROM tag.refreshed_at), 0)::double precision',
    type: 'double precision',
  },
}

const computed = sql<boolean>`tag.coverage IS NOT NULL`
const lateAt = (now: Date) =>
  sql<boolean>`(${computed} AND coalesce(tag.refreshed_at + tag.fresh_hours * interval '1 hour' < ${now}, false))`
const freshness = {
  late: lateAt,
  stale: (now: Date) => sql<boolean>`(${computed} AND (tag.error IS NOT NULL OR ${lateAt(now)}))`,
  fresh: (now: Date) => sql<boolean>`(${computed} AND tag.error IS NULL AND NOT ${lateAt(now)})`,
  none: () => sql<boolean>`NOT ${computed}`,
}

/** SQL of the tags that are stale now. */
export const staleAt = freshness.stale

/** One page of the tag catalogue. */
export async function listTags(
  ctx: Context,
  query: z.output<typeof tagListQuery>,
): Promise<{ items: TagView[]; next: string | null }> {
  const now = ctx.clock.now()
  let rows = tagRows(ctx)
  if (query.group !== undefined) rows = rows.where('tag_group.key', '=', query.group)
  if (query.source !== undefined) rows = rows.where('tag_group.source', '=', query.source)
  for (const field of ['class', 'subclass', 'owner'] as const)
    if (query[field] !== undefined) rows = rows.where(`tag.${field}`, '=', query[field])
  rows =
    query.status === undefined
      ? rows.where('tag.status', '!=', 'retired')
      : rows.where('tag.status', '=', query.status)
  if (query.freshness !== undefined) rows = rows.where(freshness[query.freshness](now))
  if (query.search) {
    const pattern = containing(query.search)
    rows = rows.where((is) =>
      is.or([
        is('tag.key', 'ilike', pattern),
        is('tag.description', 'ilike', pattern),
        is(sql<string>`concat(tag.name->>'zh-CN', ' ', tag.name->>'en')`, 'ilike', pattern),
      ]),
    )
  }
  const found = await sortedPage(rows, orders, orders.key, query).execute()
  const { items, next } = cutPage(found, query.limit, ({ place }) => place)
  return { items: items.map((row) => viewOf(row, now)), next }
}

/** @throws AppError not_found */
export async function readTag(ctx: Context, key: string): Promise<TagView & { version: number }> {
  const row = await tagRows(ctx).where('tag.key', '=', key).executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no tag "${key}"`)
  return { ...viewOf(row, ctx.clock.now()), version: row.version }
}

const tagRows = (ctx: Context) =>
  tagTables(ctx.postgres)
    .selectFrom('tag')
    .innerJoin('tag_group', 'tag_group.id', 'tag.group_id')
    .select([
      'tag.key',
      'tag.name',
      'tag.description',
      'tag.type',
      'tag.unit',
      'tag.definition',
      'tag.coverage',
      'tag_group.key as group',
      'tag_group.source',
      'tag.refreshed_at',
      'tag.as_of',
      'tag.class',
      'tag.subclass',
      'tag.owner',
      'tag.fresh_hours',
      'tag.organisation',
      'tag.status',
      'tag.reads',
      'tag.error',
      'tag.version',
    ])
type TagRow = Awaited<ReturnType<ReturnType<typeof tagRows>['execute']>>[number]

function viewOf(row: TagRow, now: Date): TagView {
  const { error, organisation, owner, reads, status, subclass } = row
  const { key, name, description, type, unit, group, source, coverage } = row
  // A tag added since the last refresh of its group has no values yet.
  const hasValues = coverage !== null
  const late = hasValues && tooOld(row, now)
  return {
    key,
    name,
    description,
    type,
    unit,
    group,
    source,
    coverage,
    class: row.class,
    subclass,
    owner,
    organisation,
    status,
    reads,
    error,
    late,
    freshHours: row.fresh_hours,
    stale: hasValues && (error !== null || late),
    definition: row.definition,
    refreshedAt: hasValues ? (row.refreshed_at?.toISOString() ?? null) : null,
    asOf: hasValues ? row.as_of : null,
  }
}

function tooOld(row: TagRow, now: Date): boolean {
  if (row.fresh_hours === null || row.refreshed_at === null) return false
  return now.getTime() - row.refreshed_at.getTime() > row.fresh_hours * 3_600_000
}
