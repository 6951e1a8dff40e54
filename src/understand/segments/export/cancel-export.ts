import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { segmentTables } from '../store.ts'
import { readExport } from './list-exports.ts'

/**
 * Stop a file: one that waits can no longer be fetched, one that is being fetched ends where it is.
 * @throws AppError not_found, conflict when it has ended
 */
export async function cancelExport(ctx: Context, id: number): Promise<void> {
  await readExport(ctx, id)
  await ctx.postgres.transaction().execute(async (transaction) => {
    const db = segmentTables(transaction)
    const row = await db
      .selectFrom('segment_export')
      .select(['state', 'segment_id'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!row) throw new AppError('not_found', `There is no export ${id}`)
    if (row.state !== 'ready' && row.state !== 'running')
      throw new AppError('conflict', `The export ${id} has ended already`)
    await db
      .updateTable('segment_export')
      .set({ state: 'cancelled', ended_at: ctx.clock.now() })
      .where('id', '=', id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'segment.export_cancel',
      objectKind: 'segment',
      objectId: String(row.segment_id),
      detail: { export: id },
    })
  })
}
