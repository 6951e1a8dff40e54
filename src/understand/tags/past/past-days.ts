import { z } from 'zod'
import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { pastTable } from '../compile-group.ts'
import { readTagGroup } from '../list-tag-groups.ts'
import { dropTable } from '../queries/drop-table.ts'
import { tagTables } from '../store.ts'
import type { pastDays } from './schema.ts'

/** The past days whose values are kept, the latest first. */
export async function listPastDays(ctx: Context, key: string): Promise<z.output<typeof pastDays>> {
  const { pastKept } = await readTagGroup(ctx, key)
  const rows = await tagTables(ctx.postgres)
    .selectFrom('tag_past')
    .innerJoin('tag_group', 'tag_group.id', 'tag_past.group_id')
    .selectAll('tag_past')
    .where('tag_group.key', '=', key)
    .orderBy('tag_past.as_of', 'desc')
    .execute()
  return {
    kept: pastKept,
    items: rows.map((row) => ({
      asOf: row.as_of,
      customers: row.customers,
      builtAt: row.built_at.toISOString(),
    })),
  }
}

/** Delete the values of one past day; how they stood stays in the trend. @throws AppError not_found */
export async function deletePastDay(ctx: Context, key: string, day: string): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const row = await tagTables(transaction)
      .deleteFrom('tag_past')
      .using('tag_group')
      .whereRef('tag_group.id', '=', 'tag_past.group_id')
      .where('tag_group.key', '=', key)
      .where('tag_past.as_of', '=', day)
      .returning('tag_past.as_of')
      .executeTakeFirst()
    if (!row) throw new AppError('not_found', `The tag group "${key}" keeps no values of ${day}`)
    await writeAudit(transaction, ctx, {
      action: 'tag_group.delete_past_day',
      objectKind: 'tag_group',
      objectId: key,
      detail: { day },
    })
  })
  await dropTable(ctx.clickhouse, pastTable(key, day))
}

/** Keep as many past days of a group as it says, the latest ones. The row goes first: a table without one is not there. */
export async function prunePastDays(
  ctx: Context,
  group: { readonly id: number; readonly key: string },
): Promise<void> {
  const db = tagTables(ctx.postgres)
  const { past_kept } = await db
    .selectFrom('tag_group')
    .select('past_kept')
    .where('id', '=', group.id)
    .executeTakeFirstOrThrow()
  const spare = await db
    .selectFrom('tag_past')
    .select('as_of')
    .where('group_id', '=', group.id)
    .orderBy('as_of', 'desc')
    .offset(past_kept)
    .execute()
  for (const { as_of } of spare) {
    await db.deleteFrom('tag_past').where('group_id', '=', group.id).where('as_of', '=', as_of).execute()
    await dropTable(ctx.clickhouse, pastTable(group.key, as_of))
  }
}

/**
 * Drop what work that died has left behind: tables of past days without a row, previews, uploads, training sets. What is
 * younger than a day may still be in use.
 */
export async function dropLeftoverTables(ctx: Context): Promise<void> {
  const rows = await tagTables(ctx.postgres)
    .selectFrom('tag_past')
    .innerJoin('tag_group', 'tag_group.id', 'tag_past.group_id')
    .select(['tag_group.key', 'tag_past.as_of'])
    .execute()
  const kept = new Set(rows.map(({ key, as_of }) => pastTable(key, as_of)))
  const found = await ctx.clickhouse.query(
    `SELECT name FROM system.tables
WHERE database = currentDatabase() AND match(name, '^(past_[0-9]{8}_tag|preview_tag|upload_tag|train_tag|probe_tag)_')
  AND metadata_modification_time < now() - INTERVAL 1 DAY`,
    {},
    z.object({ name: z.string() }),
  )
  for (const { name } of found) if (!kept.has(name)) await dropTable(ctx.clickhouse, name)
}
