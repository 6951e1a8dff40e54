import type { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { mergeCustomers } from '../identity/index.ts'
import { readDuplicate } from './list-duplicates.ts'
import { acceptInput, type DuplicateView } from './schema.ts'
import { duplicateTables } from './store.ts'

/** How the record of a merge names the decision behind it. */
export const evidenceOf = (id: number): string => `suspected_duplicate:${id}`

/**
 * A steward says: the same person. The decision, its audit row and the merge are one commit; the merge is carried out
 * after it, by the next who can should this process die.
 * @throws AppError not_found, conflict when it is decided already
 */
export async function acceptDuplicate(
  ctx: Context,
  id: number,
  input: z.input<typeof acceptInput>,
): Promise<DuplicateView> {
  const { note, keep } = acceptInput.parse(input)
  const pair = await readDuplicate(ctx, id)
  if (pair.state !== 'open') throw decided(id)
  const [a, b] = pair.customers.map(({ customer }) => customer)
  if (a === undefined || b === undefined) throw new AppError('internal', `Pair ${id} has lost a customer`)
  await mergeCustomers(
    ctx,
    { customers: [a, b], keep, evidence: evidenceOf(id) },
    async (transaction, merge) => {
      const changed = await duplicateTables(transaction)
        .updateTable('suspected_duplicate')
        .set({
          state: 'accepted',
          decided_by: ctx.actor.name,
          decided_at: ctx.clock.now(),
          note,
          merge: merge && JSON.stringify(merge),
        })
        .where('id', '=', id)
        .where('state', '=', 'open')
        .executeTakeFirst()
      if (changed.numUpdatedRows === 0n) throw decided(id)
      await writeAudit(transaction, ctx, {
        action: 'duplicate.accept',
        objectKind: 'suspected_duplicate',
        objectId: String(id),
        detail: { customers: [a, b], merge, note },
      })
    },
  )
  return readDuplicate(ctx, id)
}

export function decided(id: number): AppError {
  return new AppError('conflict', `Pair ${id} was decided already: undo the decision first`)
}
