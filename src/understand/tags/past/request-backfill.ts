import { sql } from 'kysely'
import { z } from 'zod'
import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { cutPage, decodeCursor, type pageQuery } from '../../../platform/http/route-kit.ts'
import { businessDay } from '../../rules/index.ts'
import { readTagGroup } from '../list-tag-groups.ts'
import { tagTables } from '../store.ts'
import { backfillDays } from './backfill-days.ts'
import { backfillTagsJob } from './backfill-tags-job.ts'
import type { BackfillView, newBackfill } from './schema.ts'

/**
 * Queue the computation of a group, and of what it reads, for past days.
 * @throws AppError not_found, invalid_request, conflict for imported values, which have no past
 */
export async function requestBackfill(
  ctx: Context,
  key: string,
  input: z.output<typeof newBackfill>,
): Promise<BackfillView> {
  const group = await readTagGroup(ctx, key)
  if (group.source === 'import')
    throw new AppError(
      'conflict',
      `The group "${key}" holds imported values: the bank keeps no past of these`,
    )
  if (group.tags === 0) throw new AppError('conflict', `The group "${key}" has no tags: add one first`)
  const days = backfillDays(input, businessDay(ctx.clock.now(), ctx.config.timezone))
  const id = await ctx.postgres.transaction().execute(async (transaction) => {
    const row = await tagTables(transaction)
      .insertInto('tag_backfill')
      .values(({ selectFrom }) => ({
        group_id: selectFrom('tag_group').select('id').where('key', '=', key),
        days,
        created_by: ctx.actor.name,
        created_at: ctx.clock.now(),
      }))
      .returning('id')
      .executeTakeFirstOrThrow()
    await writeAudit(transaction, ctx, {
      action: 'tag_group.backfill',
      objectKind: 'tag_group',
      objectId: key,
      detail: { backfill: row.id, from: days.at(-1), to: days[0], days: days.length },
    })
    return row.id
  })
  await ctx.jobs.enqueue(backfillTagsJob, { backfill: id }, { key: String(id), requestedBy: ctx.actor.name })
  return readBackfill(ctx, id)
}

/** Stop after the day that is being computed. @throws AppError not_found, conflict when it is over */
export async function cancelBackfill(ctx: Context, id: number): Promise<BackfillView> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const stopped = await tagTables(transaction)
      .updateTable('tag_backfill')
      .set({ status: 'cancelled', finished_at: ctx.clock.now() })
      .where('id', '=', id)
      .where('status', 'in', ['waiting', 'running'])
      .returning('id')
      .executeTakeFirst()
    if (!stopped) {
      const { status } = await readBackfill(ctx, id)
      throw new AppError('conflict', `The backfill is over already: ${status}`)
    }
    await writeAudit(transaction, ctx, {
      action: 'tag_group.cancel_backfill',
      objectKind: 'tag_backfill',
      objectId: String(id),
      detail: {},
    })
  })
  return readBackfill(ctx, id)
}

/** Backfills of a group, the latest first. */
export async function listBackfills(
  ctx: Context,
  key: string,
  { cursor, limit }: z.output<typeof pageQuery>,
): Promise<{ items: BackfillView[]; next: string | null }> {
  await readTagGroup(ctx, key)
  let rows = backfillRows(ctx)
    .where('tag_group.key', '=', key)
    .orderBy('tag_backfill.id', 'desc')
    .limit(limit + 1)
  if (cursor !== undefined) rows = rows.where('tag_backfill.id', '<', decodeCursor(cursor, z.number().int()))
  const found = await rows.execute()
  const { items: page, next } = cutPage(found, limit, ({ id }) => id)
  return { items: page.map(viewOf), next }
}

/** @throws AppError not_found */
export async function readBackfill(ctx: Context, id: number): Promise<BackfillView> {
  const row = await backfillRows(ctx).where('tag_backfill.id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('not_found', 'There is no such backfill')
  return viewOf(row)
}

const backfillRows = (ctx: Context) =>
  tagTables(ctx.postgres)
    .selectFrom('tag_backfill')
    .innerJoin('tag_group', 'tag_group.id', 'tag_backfill.group_id')
    .selectAll('tag_backfill')
    .select(sql<string>`tag_group.key`.as('group'))

function viewOf(row: Awaited<ReturnType<ReturnType<typeof backfillRows>['execute']>>[number]): BackfillView {
  const { id, group, days, done, failed, status } = row
  return {
    id,
    group,
    days,
    done,
    failed,
    status,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  }
}
