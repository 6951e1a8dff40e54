import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { changedMeanwhile } from '../../../platform/http/route-kit.ts'
import { writeAudit } from '../../audit/index.ts'
import { type ListInput, type ListView, listInput, type NewListInput, newListInput } from '../schema.ts'
import { readListView } from './list-lists.ts'
import { listTables } from './store.ts'

/** @throws AppError not_found for a list that does not exist or was put away */
export async function findList(
  ctx: Pick<Context, 'postgres'>,
  key: string,
): Promise<{ builtIn: boolean; version: number }> {
  const row = await listTables(ctx.postgres)
    .selectFrom('suppression_list')
    .select(['built_in', 'version'])
    .where('key', '=', key)
    .where('archived_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no suppression list "${key}"`)
  return { builtIn: row.built_in, version: row.version }
}

/** @throws AppError conflict when the key is taken, also by a list that was put away */
export async function createList(ctx: Context, input: NewListInput): Promise<ListView> {
  const { key, name, description, blocks } = newListInput.parse(input)
  await ctx.postgres.transaction().execute(async (transaction) => {
    const now = ctx.clock.now()
    const made = await listTables(transaction)
      .insertInto('suppression_list')
      .values({
        key,
        name: JSON.stringify(name),
        description,
        blocks,
        archived_at: null,
        created_by: ctx.actor.name,
        created_at: now,
        updated_at: now,
      })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('key')
      .executeTakeFirst()
    if (!made) {
      throw new AppError('conflict', `There is a suppression list "${key}" already: choose another key`, {
        details: [{ path: '/key', message: 'is taken' }],
      })
    }
    await writeAudit(transaction, ctx, {
      action: 'suppression_list.create',
      objectKind: 'suppression_list',
      objectId: key,
      detail: { name, blocks },
    })
  })
  return readListView(ctx, key)
}

/** Change what a list is called and stops. Built-in lists can be changed, too, but not put away. */
export async function changeList(
  ctx: Context,
  key: string,
  input: ListInput,
  basedOn: number,
): Promise<ListView> {
  const { name, description, blocks } = listInput.parse(input)
  await ctx.postgres.transaction().execute(async (transaction) => {
    const before = await findList({ postgres: transaction }, key)
    const changed = await listTables(transaction)
      .updateTable('suppression_list')
      .set({
        name: JSON.stringify(name),
        description,
        blocks,
        version: sql<number>`version + 1`,
        updated_at: ctx.clock.now(),
      })
      .where('key', '=', key)
      .where('version', '=', basedOn)
      .returning('version')
      .executeTakeFirst()
    if (!changed) throw changedMeanwhile('The list')
    await writeAudit(transaction, ctx, {
      action: 'suppression_list.update',
      objectKind: 'suppression_list',
      objectId: key,
      detail: { before: before.version, name, description, blocks },
    })
  })
  return readListView(ctx, key)
}

/** Put a list of the bank's own away: it stops nobody any more; its entries stay on record. */
export async function archiveList(ctx: Context, key: string): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const { builtIn } = await findList({ postgres: transaction }, key)
    if (builtIn) throw new AppError('conflict', 'A built-in list cannot be put away: end its entries instead')
    await listTables(transaction)
      .updateTable('suppression_list')
      .set({ archived_at: ctx.clock.now(), updated_at: ctx.clock.now() })
      .where('key', '=', key)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'suppression_list.archive',
      objectKind: 'suppression_list',
      objectId: key,
      detail: {},
    })
  })
}
