import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { areOne, readConflict } from '../identity/index.ts'
import { readDuplicate } from './list-duplicates.ts'
import { conflictSearch } from './find-duplicates.ts'
import type { DuplicateView } from './schema.ts'
import { duplicateTables } from './store.ts'

/**
 * Put two customers whom evidence called one, and who may not be by themselves, into the stewards' queue.
 * @throws AppError not_found, conflict when they are one by now or a steward decided about them already
 */
export async function queueConflict(ctx: Context, id: string): Promise<DuplicateView> {
  const { customer, into, refusal, identifiers, evidence } = await readConflict(ctx, id)
  if (await areOne(ctx, customer, into)) throw new AppError('conflict', 'The two are one customer by now')
  const [a, b] = [Math.min(customer, into), Math.max(customer, into)]
  const pair = await ctx.postgres.transaction().execute(async (transaction) => {
    const db = duplicateTables(transaction)
    const inserted = await db
      .insertInto('suspected_duplicate')
      .values({
        customer_a: a,
        customer_b: b,
        cluster: a,
        // Not the search's word but an event's: how probable it is, is for the steward to say.
        probability: 0.5,
        weight: 0,
        evidence: JSON.stringify([
          { field: identifiers[0]?.namespace ?? refusal, level: 'linked', weight: 0 },
        ]),
        search: conflictSearch,
        found_at: ctx.clock.now(),
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    const known =
      inserted ??
      (await db
        .selectFrom('suspected_duplicate')
        .select(['id', 'state'])
        .where('customer_a', '=', a)
        .where('customer_b', '=', b)
        .executeTakeFirstOrThrow())
    if ('state' in known && known.state !== 'open') {
      throw new AppError('conflict', `A steward decided about these two already: pair ${known.id}`)
    }
    await writeAudit(transaction, ctx, {
      action: 'duplicate.queue_conflict',
      objectKind: 'suspected_duplicate',
      objectId: String(known.id),
      detail: { conflict: id, refusal, rule: evidence.rule },
    })
    return known.id
  })
  return readDuplicate(ctx, pair)
}
