import type { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { areOne } from '../identity/index.ts'
import { decided } from './accept-duplicate.ts'
import { readDuplicate } from './list-duplicates.ts'
import { type DuplicateView, refuseInput } from './schema.ts'
import { duplicateTables } from './store.ts'

/**
 * A steward says: two people. The pair is never suggested again.
 * @throws AppError not_found, conflict when it is decided already or the two are one customer by now
 */
export async function refuseDuplicate(
  ctx: Context,
  id: number,
  input: z.input<typeof refuseInput>,
): Promise<DuplicateView> {
  const { note } = refuseInput.parse(input)
  const pair = await readDuplicate(ctx, id)
  if (pair.state !== 'open') throw decided(id)
  const customers = pair.customers.map(({ customer }) => customer)
  const [a, b] = customers
  if (a !== undefined && b !== undefined && (await areOne(ctx, a, b))) {
    throw new AppError('conflict', `Pair ${id} is one customer by now: accept it, then undo the merge`)
  }
  await ctx.postgres.transaction().execute(async (transaction) => {
    const changed = await duplicateTables(transaction)
      .updateTable('suspected_duplicate')
      .set({ state: 'refused', decided_by: ctx.actor.name, decided_at: ctx.clock.now(), note })
      .where('id', '=', id)
      .where('state', '=', 'open')
      .executeTakeFirst()
    if (changed.numUpdatedRows === 0n) throw decided(id)
    await writeAudit(transaction, ctx, {
      action: 'duplicate.refuse',
      objectKind: 'suspected_duplicate',
      objectId: String(id),
      detail: { customers, note },
    })
  })
  return readDuplicate(ctx, id)
}
