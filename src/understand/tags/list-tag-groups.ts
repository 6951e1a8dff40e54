import type { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { cutPage, decodeCursor, type pageQuery } from '../../platform/http/route-kit.ts'
import { definitionKey } from '../rules/index.ts'
import { dueFor } from './due-for.ts'
import { dependantsOf, type GroupReads, readGroupReads } from './group-order.ts'
import type { TagGroupView } from './schema.ts'
import { tagTables } from './store.ts'

/** One page of the tag groups, by key. */
export async function listTagGroups(
  ctx: Context,
  query: z.output<typeof pageQuery>,
): Promise<{ items: TagGroupView[]; next: string | null }> {
  let rows = groupRows(ctx)
    .orderBy('tag_group.key')
    .limit(query.limit + 1)
  if (query.cursor !== undefined)
    rows = rows.where('tag_group.key', '>', decodeCursor(query.cursor, definitionKey))
  const found = await rows.execute()
  const { items: page, next } = cutPage(found, query.limit, ({ key }) => key)
  const reads = await readGroupReads(ctx)
  return {
    items: page.map((row) => viewOf(ctx, row, reads)),
    next,
  }
}

/** @throws AppError not_found */
export async function readTagGroup(ctx: Context, key: string): Promise<TagGroupView> {
  const row = await groupRows(ctx).where('tag_group.key', '=', key).executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no tag group "${key}"`)
  return viewOf(ctx, row, await readGroupReads(ctx))
}

const groupRows = (ctx: Context) =>
  tagTables(ctx.postgres)
    .selectFrom('tag_group')
    .selectAll()
    .select((is) =>
      is
        .selectFrom('tag')
        .whereRef('tag.group_id', '=', 'tag_group.id')
        .where('tag.status', '!=', 'retired')
        .select((count) => count.fn.countAll<number>().as('tags'))
        .as('tags'),
    )
type GroupRow = Awaited<ReturnType<ReturnType<typeof groupRows>['execute']>>[number]

function viewOf(ctx: Context, row: GroupRow, reads: GroupReads): TagGroupView {
  const { key, name, source, schedule, customers, error, version } = row
  const tags = row.tags ?? 0
  return {
    key,
    name,
    source,
    schedule,
    customers,
    error,
    tags,
    version,
    pastKept: row.past_kept,
    dueFor: dueFor({ schedule, as_of: row.as_of, tags }, ctx.clock.now(), ctx.config.timezone),
    dependants: dependantsOf(key, reads),
    refreshedAt: row.refreshed_at?.toISOString() ?? null,
    asOf: row.as_of,
    durationMs: row.duration_ms,
  }
}
