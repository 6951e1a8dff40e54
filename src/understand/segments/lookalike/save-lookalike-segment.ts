import type { z } from 'zod'
import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { discardListVersions } from '../lists/queries/match-list.ts'
import { insertSegment } from '../save-segment.ts'
import { segmentTables } from '../store.ts'
import { readyLookalike } from './list-lookalikes.ts'
import { insertBestCandidates } from './queries/count-scores.ts'
import type { lookalikeSegment } from './schema.ts'

/**
 * Save the candidates who score highest as a segment. Its rule is a list with these customers as members: they are
 * fixed, as what was learned is; so the segment has exactly the size that was chosen, and every rule, snapshot and
 * explanation works with it as with any list.
 * @throws AppError not_found, conflict when it is not ready, smaller than the size, or the key is taken
 */
export async function saveLookalikeSegment(
  ctx: Context,
  id: number,
  input: z.output<typeof lookalikeSegment>,
): Promise<{ segment: string; list: string; customers: number }> {
  const { key, name, description, size } = input
  const { view, segment } = await readyLookalike(ctx, id)
  if (size > view.candidates)
    throw new AppError('conflict', `The lookalike has ${view.candidates} candidates: choose a smaller size`)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = segmentTables(transaction)
    const now = ctx.clock.now()
    const counts = { customers: size, unknown: 0, duplicates: 0 }
    const list = await db
      .insertInto('customer_list')
      .values({
        key,
        name: JSON.stringify(name),
        description: `The ${size} customers most like "${segment}" (lookalike ${id})`,
        version: 1,
        ...counts,
        origin: 'lookalike',
        created_by: ctx.actor.name,
        updated_at: now,
      })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!list) throw new AppError('conflict', `There is a list "${key}" already: choose another key`)
    await db
      .insertInto('customer_list_version')
      .values({ list_id: list.id, version: 1, ...counts, created_by: ctx.actor.name, created_at: now })
      .execute()
    await insertSegment(transaction, ctx, { key, name, description, rule: { list: key } })
    const target = { list: list.id, version: 1 }
    await discardListVersions(ctx.clickhouse, target)
    await insertBestCandidates(ctx.clickhouse, { lookalike: id, ...target, size }, { pool: 'long' })
    await writeAudit(transaction, ctx, {
      action: 'lookalike.save_segment',
      objectKind: 'lookalike',
      objectId: String(id),
      detail: { key, size },
    })
    return { segment: key, list: key, customers: size }
  })
}
