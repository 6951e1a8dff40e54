import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { segmentTables } from '../store.ts'
import { discardScores } from './queries/count-scores.ts'

/**
 * Delete a lookalike and its scores; segments made of it keep their members.
 * @throws AppError not_found, conflict while it runs
 */
export async function deleteLookalike(ctx: Context, id: number): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const db = segmentTables(transaction)
    const row = await db
      .selectFrom('lookalike')
      .select('state')
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!row) throw new AppError('not_found', `There is no lookalike ${id}`)
    if (row.state === 'running')
      throw new AppError('conflict', `The lookalike ${id} is running: cancel its job first`)
    await db.deleteFrom('lookalike').where('id', '=', id).execute()
    await writeAudit(transaction, ctx, {
      action: 'lookalike.delete',
      objectKind: 'lookalike',
      objectId: String(id),
    })
  })
  await discardScores(ctx.clickhouse, { lookalike: id }, { pool: 'long' })
}
