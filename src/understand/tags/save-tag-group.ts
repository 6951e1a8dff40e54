import type { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { groupTable } from './compile-group.ts'
import { dropTable } from './queries/drop-table.ts'
import type { newTagGroup, tagGroupChange } from './schema.ts'
import { tagTables } from './store.ts'

/**
 * @returns the new group's version
 * @throws AppError conflict when the key is taken
 */
export async function createTagGroup(ctx: Context, input: z.output<typeof newTagGroup>): Promise<number> {
  const { key, name, source, schedule, pastKept } = input
  return ctx.postgres.transaction().execute(async (transaction) => {
    const row = await tagTables(transaction)
      .insertInto('tag_group')
      .values({
        key,
        name: JSON.stringify(name),
        source,
        schedule,
        past_kept: pastKept,
        updated_at: ctx.clock.now(),
      })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning(['id', 'version'])
      .executeTakeFirst()
    if (!row)
      throw new AppError('conflict', `There is a tag group "${key}" already: choose another key`, {
        details: [{ path: '/key', message: 'is taken' }],
      })
    await writeAudit(transaction, ctx, {
      action: 'tag_group.create',
      objectKind: 'tag_group',
      objectId: key,
      detail: { source, schedule },
    })
    return row.version
  })
}

/**
 * A group's source stays what it is: its tags are made for it.
 * @returns the new version
 * @throws AppError not_found, precondition_failed
 */
export async function updateTagGroup(
  ctx: Context,
  key: string,
  version: number,
  { name, schedule, pastKept }: z.output<typeof tagGroupChange>,
): Promise<number> {
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = tagTables(transaction)
    const now = await lockGroup(db, key, version)
    await db
      .updateTable('tag_group')
      .set({
        name: JSON.stringify(name),
        schedule,
        past_kept: pastKept,
        version: version + 1,
        updated_at: ctx.clock.now(),
      })
      .where('id', '=', now.id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'tag_group.update',
      objectKind: 'tag_group',
      objectId: key,
      detail: { schedule: { before: now.schedule, after: schedule }, pastKept },
    })
    return version + 1
  })
}

/** @throws AppError not_found, precondition_failed, conflict while the group has tags, retired ones included */
export async function deleteTagGroup(ctx: Context, key: string, version: number): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const db = tagTables(transaction)
    const now = await lockGroup(db, key, version)
    const tag = await db.selectFrom('tag').select('key').where('group_id', '=', now.id).executeTakeFirst()
    if (tag)
      throw new AppError(
        'conflict',
        `The group "${key}" still has tags, such as "${tag.key}": move them to another group first`,
      )
    const past = await db
      .selectFrom('tag_past')
      .select('as_of')
      .where('group_id', '=', now.id)
      .executeTakeFirst()
    if (past)
      throw new AppError('conflict', `The group "${key}" still keeps values of past days: delete them first`)
    await db.deleteFrom('tag_group').where('id', '=', now.id).execute()
    await dropTable(ctx.clickhouse, groupTable(key))
    await writeAudit(transaction, ctx, {
      action: 'tag_group.delete',
      objectKind: 'tag_group',
      objectId: key,
      detail: {},
    })
  })
}

async function lockGroup(db: ReturnType<typeof tagTables>, key: string, version: number) {
  const now = await db
    .selectFrom('tag_group')
    .selectAll()
    .where('key', '=', key)
    .forUpdate()
    .executeTakeFirst()
  if (!now) throw new AppError('not_found', `There is no tag group "${key}"`)
  if (now.version !== version) throw changedMeanwhile(`The tag group "${key}"`)
  return now
}
