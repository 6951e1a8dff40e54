import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { findJourney } from '../counts/find-journey.ts'
import { journeyTables } from '../store.ts'

/** Try once more, at once, what a journey could not tell: from the customer on at whom it stopped. */
export async function retryDeliveries(ctx: Context, key: string): Promise<{ retried: number }> {
  const { id } = await findJourney(ctx, key)
  const now = ctx.clock.now()
  return ctx.postgres.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await journeyTables(transaction)
      .updateTable('journey_webhook')
      .set({ state: 'pending', attempts: 0, next_at: now, updated_at: now })
      .where('journey_id', '=', id)
      .where('state', '=', 'failed')
      .executeTakeFirst()
    const retried = Number(numUpdatedRows)
    await writeAudit(transaction, ctx, {
      action: 'journey.webhooks.retry',
      objectKind: 'journey',
      objectId: key,
      detail: { retried },
    })
    return { retried }
  })
}
