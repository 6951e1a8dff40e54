import type { Transaction } from 'kysely'
import type { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { findCustomerLink, separateCustomers } from '../identity/index.ts'
import { evidenceOf } from './accept-duplicate.ts'
import { readDuplicate } from './list-duplicates.ts'
import { type DuplicateView, undoInput } from './schema.ts'
import { duplicateTables } from './store.ts'

/**
 * Take a decision back: the pair is open again, and what accepting merged is taken apart.
 * @throws AppError not_found, conflict when nothing was decided
 */
export async function undoDuplicate(
  ctx: Context,
  id: number,
  input: z.input<typeof undoInput> = {},
): Promise<DuplicateView> {
  const { note } = undoInput.parse(input)
  const { state, merge, customers } = await readDuplicate(ctx, id)
  if (state === 'open') throw new AppError('conflict', `Pair ${id} is not decided: there is nothing to undo`)
  const reopen = async (transaction: Transaction<Record<never, never>>): Promise<void> => {
    const changed = await duplicateTables(transaction)
      .updateTable('suspected_duplicate')
      .set({ state: 'open', decided_by: null, decided_at: null, note: '', merge: null })
      .where('id', '=', id)
      .where('state', '=', state)
      .executeTakeFirst()
    if (changed.numUpdatedRows === 0n) throw new AppError('conflict', `Pair ${id} was changed meanwhile`)
    await writeAudit(transaction, ctx, {
      action: 'duplicate.undo',
      objectKind: 'suspected_duplicate',
      objectId: String(id),
      detail: { was: state, merge, note },
    })
  }
  const [a, b] = customers.map(({ customer }) => customer)
  const link = merge && a !== undefined && b !== undefined ? await findCustomerLink(ctx, a, b) : undefined
  // Taken apart already by way of the log of merges: only the decision is left to take back.
  if (link?.outcome !== 'merged' || a === undefined || b === undefined) {
    await ctx.postgres.transaction().execute(reopen)
  } else {
    await separateCustomers(
      ctx,
      () => findCustomerLink(ctx, a, b),
      { apart: false, note, evidence: evidenceOf(id) },
      reopen,
    )
  }
  return readDuplicate(ctx, id)
}
