import type { Updateable } from 'kysely'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context, Postgres } from '../../platform/context.ts'
import { lockBoard, type May } from './rights.ts'
import { type DashboardRow, type DashboardTable, dashboardTables } from './store.ts'

interface Change {
  readonly set: Updateable<DashboardTable>
  readonly action: string
  readonly detail: Record<string, unknown>
}

/**
 * Write the next version of a board and its audit row.
 * @param change what becomes of the board as it is, in the transaction that holds it
 * @throws AppError not_found, forbidden, precondition_failed
 */
export async function changeBoard(
  ctx: Context,
  { id, version, least }: { id: number; version: number; least: May },
  change: (board: DashboardRow, transaction: Postgres) => Change | Promise<Change>,
): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const { board } = await lockBoard(ctx, transaction, { id, version, least })
    const { set, action, detail } = await change(board, transaction)
    await dashboardTables(transaction)
      .updateTable('dashboard')
      .set({ ...set, version: version + 1, updated_by: ctx.actor.name, updated_at: ctx.clock.now() })
      .where('id', '=', id)
      .execute()
    await writeAudit(transaction, ctx, { action, objectKind: 'dashboard', objectId: String(id), detail })
  })
}
