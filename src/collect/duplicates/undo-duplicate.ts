import { sql } from 'kysely'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError, messageOf } from '../../platform/errors.ts'
import { evidenceOf } from './accept-duplicate.ts'
import { readDuplicate } from './list-duplicates.ts'
import { separateCustomer } from './merge-customers.ts'
import type { DuplicateView } from './schema.ts'
import { duplicateTables } from './store.ts'

/**
 * Take a decision back: the pair is open again, and what accepting merged is taken apart.
 * @throws AppError not_found, conflict when nothing was decided
 */
export async function undoDuplicate(ctx: Context, id: number): Promise<DuplicateView> {
  const { state, merge } = await readDuplicate(ctx, id)
  if (state === 'open') throw new AppError('conflict', `Pair ${id} is not decided: there is nothing to undo`)
  if (merge) {
    try {
      await separateCustomer(ctx, { ...merge, evidence: evidenceOf(id) })
    } catch (error) {
      // Separated already: an earlier undo died before it was noted.
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error
      ctx.log.info({ pair: id, reason: messageOf(error) }, 'the customers of a pair were separate already')
    }
  }
  await ctx.postgres.transaction().execute(async (transaction) => {
    await duplicateTables(transaction)
      .updateTable('suspected_duplicate')
      .set({ state: 'open', decided_by: null, decided_at: null, note: '', merge: null })
      .where('id', '=', id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'duplicate.undo',
      objectKind: 'suspected_duplicate',
      objectId: String(id),
      detail: { was: state, merge },
    })
  })
  return readDuplicate(ctx, id)
}

/**
 * Take a customer out of the one it was merged into, however that came about.
 * @throws AppError conflict when the customer is not merged into another
 */
export async function unmerge(ctx: Context, customer: number): Promise<void> {
  const accepted = await duplicateTables(ctx.postgres)
    .selectFrom('suspected_duplicate')
    .select('id')
    .where('state', '=', 'accepted')
    .where(sql<boolean>`merge ->> 'customer' = ${String(customer)}`)
    .orderBy('decided_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (accepted) {
    await undoDuplicate(ctx, accepted.id)
    return
  }
  await separateCustomer(ctx, { customer, moved: [], evidence: `${ctx.actor.kind}:${ctx.actor.id}` })
  await ctx.postgres.transaction().execute((transaction) =>
    writeAudit(transaction, ctx, {
      action: 'customer.unmerge',
      objectKind: 'customer',
      objectId: String(customer),
    }),
  )
}
