import { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { customersSql } from '../rules/index.ts'
import { discardListVersions } from './lists/queries/match-list.ts'
import { insertSegment } from './save-segment.ts'
import type { newSegment } from './schema.ts'
import { snapshotSegment } from './snapshot-segment.ts'
import { segmentTables } from './store.ts'

/**
 * Save the customers that something found as a segment that stays as it is: a list with these customers, a segment
 * whose rule is that list, and its first snapshot. Visitors who are no known customers stay out.
 * @param found.bitmapSql SQL expression of their bitmap
 * @param found.because what they were found by, for the audit
 * @throws AppError conflict when the key is taken or nobody was found
 */
export async function saveCustomersAsSegment(
  ctx: Context,
  { key, name, description }: Omit<z.output<typeof newSegment>, 'rule'>,
  { bitmapSql, because }: { bitmapSql: string; because: Record<string, unknown> },
): Promise<{ segment: string; customers: number; snapshot: number }> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const db = segmentTables(transaction)
    const now = ctx.clock.now()
    const list = await db
      .insertInto('customer_list')
      .values({
        key,
        name: JSON.stringify(name),
        description,
        version: 1,
        customers: 0,
        unknown: 0,
        duplicates: 0,
        origin: 'analysis',
        created_by: ctx.actor.name,
        updated_at: now,
      })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!list) throw new AppError('conflict', `There is a list "${key}" already: choose another key`)
    await insertSegment(transaction, ctx, { key, name, description, rule: { list: key } })
    const target = { list: list.id, version: 1 }
    await discardListVersions(ctx.clickhouse, target)
    await ctx.clickhouse.command(
      `INSERT INTO customer_list_member (list, version, customer)
SELECT {list:UInt32}, {version:UInt32}, arrayJoin(bitmapToArray(bitmapAnd(${bitmapSql}, ${customersSql})))`,
      target,
      { pool: 'long' },
    )
    const [found] = await ctx.clickhouse.query(
      'SELECT count() AS customers FROM customer_list_member WHERE list = {list:UInt32} AND version = {version:UInt32}',
      target,
      z.object({ customers: z.coerce.number() }),
    )
    const customers = found?.customers ?? 0
    if (customers === 0)
      throw new AppError('conflict', 'There are no known customers behind it: nothing to save')
    await db.updateTable('customer_list').set({ customers }).where('id', '=', list.id).execute()
    await db
      .insertInto('customer_list_version')
      .values({
        list_id: list.id,
        version: 1,
        customers,
        unknown: 0,
        duplicates: 0,
        created_by: ctx.actor.name,
        created_at: now,
      })
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'segment.save_found',
      objectKind: 'customer_list',
      objectId: String(list.id),
      detail: { key, customers, because },
    })
  })
  const { customers, version } = await snapshotSegment(ctx, key)
  return { segment: key, customers, snapshot: version }
}
