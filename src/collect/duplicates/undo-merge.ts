import type { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { type MergeView, readMerge, readMergeLink, separateCustomers } from '../identity/index.ts'
import type { undoInput } from './schema.ts'
import { duplicateTables } from './store.ts'

const byDuplicate = /^suspected_duplicate:(\d{1,9})$/

/**
 * Take any logged merge apart, however it came about. The two stay apart, whatever old or new evidence comes, until a
 * steward lifts that; a suspected duplicate that had been accepted counts as refused.
 * @throws AppError not_found, conflict when it holds nothing together (any more)
 */
export async function undoMerge(
  ctx: Context,
  id: string,
  input: z.output<typeof undoInput>,
): Promise<MergeView> {
  await separateCustomers(
    ctx,
    () => readMergeLink(ctx, id),
    { apart: true, note: input.note, evidence: `identity_link:${id}` },
    async (transaction, link, sides) => {
      const duplicate = byDuplicate.exec(link.evidence)?.[1]
      if (duplicate !== undefined) {
        await duplicateTables(transaction)
          .updateTable('suspected_duplicate')
          .set({
            state: 'refused',
            decided_by: ctx.actor.name,
            decided_at: ctx.clock.now(),
            note: input.note,
            merge: null,
          })
          .where('id', '=', Number(duplicate))
          .where('state', '=', 'accepted')
          .execute()
      }
      await writeAudit(transaction, ctx, {
        action: 'identity.unmerge',
        objectKind: 'identity_link',
        objectId: id,
        detail: { rule: link.rule, evidence: link.evidence, sides, note: input.note },
      })
    },
  )
  return readMerge(ctx, id)
}
