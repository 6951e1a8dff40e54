import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { lockBoard } from './rights.ts'
import { dashboardTables } from './store.ts'

/**
 * Put a board away, or take it out again. While it is away its mailings stop.
 * @throws AppError not_found, forbidden, conflict when it is so already, precondition_failed
 */
export async function archiveDashboard(
  ctx: Context,
  id: number,
  version: number,
  archived: boolean,
): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const { board } = await lockBoard(ctx, transaction, { id, version, least: 'own' })
    if ((board.archived_at !== null) === archived)
      throw new AppError('conflict', `The dashboard ${id} is ${archived ? 'put away' : 'in use'} already`)
    const now = ctx.clock.now()
    await dashboardTables(transaction)
      .updateTable('dashboard')
      .set({
        archived_at: archived ? now : null,
        version: version + 1,
        updated_by: ctx.actor.name,
        updated_at: now,
      })
      .where('id', '=', id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: archived ? 'dashboard.archive' : 'dashboard.restore',
      objectKind: 'dashboard',
      objectId: String(id),
      detail: { name: board.name },
    })
  })
}

/** Remove a board with its annotations and mailings. @throws AppError not_found, forbidden, precondition_failed */
export async function deleteDashboard(ctx: Context, id: number, version: number): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const { board } = await lockBoard(ctx, transaction, { id, version, least: 'own' })
    await dashboardTables(transaction).deleteFrom('dashboard').where('id', '=', id).execute()
    await writeAudit(transaction, ctx, {
      action: 'dashboard.delete',
      objectKind: 'dashboard',
      objectId: String(id),
      detail: { name: board.name, widgets: board.widgets, filters: board.filters },
    })
  })
}
