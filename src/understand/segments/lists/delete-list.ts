import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { readersOf } from '../rule-readers.ts'
import { segmentTables } from '../store.ts'
import { discardList } from './queries/match-list.ts'

/**
 * Delete a list and its members.
 * @throws AppError not_found, conflict while a segment's rule uses it
 */
export async function deleteList(ctx: Context, key: string): Promise<void> {
  const id = await ctx.postgres.transaction().execute(async (transaction) => {
    const db = segmentTables(transaction)
    const list = await db
      .selectFrom('customer_list')
      .select(['id', 'version', 'customers'])
      .where('key', '=', key)
      .forUpdate()
      .executeTakeFirst()
    if (!list) throw new AppError('not_found', `There is no list "${key}"`)
    const readers = await readersOf(db, 'lists', key)
    if (readers.length > 0)
      throw new AppError('conflict', `The list "${key}" is used by ${readers.join(', ')}: change these first`)
    await db.deleteFrom('customer_list').where('id', '=', list.id).execute()
    await writeAudit(transaction, ctx, {
      action: 'customer_list.delete',
      objectKind: 'customer_list',
      objectId: String(list.id),
      detail: { key, version: list.version, customers: list.customers },
    })
    return list.id
  })
  await discardList(ctx.clickhouse, id)
}
