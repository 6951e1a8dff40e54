import { writeAudit } from '../../govern/audit/index.ts'
import type { Context, Postgres } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { nextDue } from '../../understand/segments/index.ts'
import { changeBoard } from './change-board.ts'
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
  await changeBoard(ctx, { id, version, least: 'own' }, async (board, transaction) => {
    if ((board.archived_at !== null) === archived)
      throw new AppError('conflict', `The dashboard ${id} is ${archived ? 'put away' : 'in use'} already`)
    await (archived ? stopMailings : resumeMailings)(ctx, transaction, id)
    return {
      set: { archived_at: archived ? ctx.clock.now() : null },
      action: archived ? 'dashboard.archive' : 'dashboard.restore',
      detail: { name: board.name },
    }
  })
}

async function stopMailings(ctx: Context, transaction: Postgres, id: number): Promise<void> {
  await dashboardTables(transaction)
    .updateTable('dashboard_mailing')
    .set((set) => ({
      stopped: 'dashboard_archived',
      due_at: null,
      version: set('version', '+', 1),
      updated_at: ctx.clock.now(),
    }))
    .where('dashboard_id', '=', id)
    .where('enabled', '=', true)
    .where('stopped', 'is', null)
    .execute()
}

async function resumeMailings(ctx: Context, transaction: Postgres, id: number): Promise<void> {
  const db = dashboardTables(transaction)
  const now = ctx.clock.now()
  const stopped = await db
    .selectFrom('dashboard_mailing')
    .select(['id', 'schedule'])
    .where('dashboard_id', '=', id)
    .where('stopped', '=', 'dashboard_archived')
    .forUpdate()
    .execute()
  for (const mailing of stopped)
    await db
      .updateTable('dashboard_mailing')
      .set((set) => ({
        stopped: null,
        due_at: nextDue(mailing.schedule, ctx.config.timezone, now),
        version: set('version', '+', 1),
        updated_at: now,
      }))
      .where('id', '=', mailing.id)
      .execute()
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
