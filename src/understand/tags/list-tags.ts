import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../../platform/http/route-kit.ts'
import { definitionKey } from '../rules/index.ts'
import type { TagView, tagListQuery } from './schema.ts'
import { tagTables } from './store.ts'

/** Where the last page ended: the sorted value, and the key that breaks ties. */
const cursorShape = (sorted: 'number' | 'key') =>
  z.tuple([sorted === 'number' ? z.number() : definitionKey, definitionKey])

/** One page of the tag catalogue. */
export async function listTags(
  ctx: Context,
  query: z.output<typeof tagListQuery>,
): Promise<{ items: TagView[]; next: string | null }> {
  const direction = query.sort.startsWith('-') ? 'desc' : 'asc'
  const byCoverage = query.sort.endsWith('coverage')
  const order = sql<string | number>`${sql.raw(byCoverage ? 'coalesce(tag.coverage, -1)' : 'tag.key')}`
  let rows = tagRows(ctx)
    .select(order.as('position'))
    .orderBy(order, direction)
    .orderBy('tag.key', direction)
    .limit(query.limit + 1)
  if (query.group !== undefined) rows = rows.where('tag_group.key', '=', query.group)
  if (query.search) {
    const pattern = `%${query.search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
    rows = rows.where((is) =>
      is.or([is('tag.key', 'ilike', pattern), is(sql<string>`tag.name::text`, 'ilike', pattern)]),
    )
  }
  if (query.cursor !== undefined) {
    const [position, key] = decodeCursor<[string | number, string]>(
      query.cursor,
      cursorShape(byCoverage ? 'number' : 'key'),
    )
    const beyond = direction === 'asc' ? sql.raw('>') : sql.raw('<')
    const type = byCoverage ? sql.raw('double precision') : sql.raw('text')
    rows = rows.where(sql<boolean>`(${order}, tag.key) ${beyond} (${position}::${type}, ${key})`)
  }
  const found = await rows.execute()
  const page = found.slice(0, query.limit)
  const last = page.at(-1)
  return {
    items: page.map((row) => viewOf(row, ctx.clock.now())),
    next: found.length > page.length && last ? encodeCursor([last.position, last.key]) : null,
  }
}

/** @throws AppError not_found */
export async function readTag(ctx: Context, key: string): Promise<TagView> {
  const row = await tagRows(ctx).where('tag.key', '=', key).executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no tag "${key}"`)
  return viewOf(row, ctx.clock.now())
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
    ])
type TagRow = Awaited<ReturnType<ReturnType<typeof tagRows>['execute']>>[number]

function viewOf(row: TagRow, now: Date): TagView {
  const { error, organisation, owner, reads, status, subclass } = row
  const { key, name, description, type, unit, group, source, coverage } = row
  // A tag added since the last refresh of its group has no values yet.
  const computed = coverage !== null
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
    freshHours: row.fresh_hours,
    stale: computed && (error !== null || tooOld(row, now)),
    definition: row.definition,
    refreshedAt: computed ? (row.refreshed_at?.toISOString() ?? null) : null,
    asOf: computed ? row.as_of : null,
  }
}

function tooOld(row: TagRow, now: Date): boolean {
  if (row.fresh_hours === null || row.refreshed_at === null) return false
  return now.getTime() - row.refreshed_at.getTime() > row.fresh_hours * 3_600_000
}
