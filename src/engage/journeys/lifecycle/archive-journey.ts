import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { journeyTables } from '../store.ts'
import { lockJourney } from './lock-journey.ts'

/** Put a journey away that no longer runs: it stays readable, but is in no list. @throws AppError not_found, conflict */
export function archiveJourney(ctx: Context, key: string): Promise<void> {
  return setArchived(ctx, key, true)
}

/** Take an archived journey back into the lists. @throws AppError not_found */
export function restoreJourney(ctx: Context, key: string): Promise<void> {
  return setArchived(ctx, key, false)
}

async function setArchived(ctx: Context, key: string, archived: boolean): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const journey = await lockJourney(transaction, key)
    if ((journey.archived_at !== null) === archived) return
    if (archived && (journey.status === 'running' || journey.status === 'paused')) {
      throw new AppError(
        'conflict',
        `The journey "${key}" is ${journey.status}: finish or cancel it before it is put away`,
      )
    }
    await journeyTables(transaction)
      .updateTable('journey')
      .set({ archived_at: archived ? ctx.clock.now() : null, updated_at: ctx.clock.now() })
      .where('id', '=', journey.id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: archived ? 'journey.archive' : 'journey.restore',
      objectKind: 'journey',
      objectId: key,
    })
  })
}
