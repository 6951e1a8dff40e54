import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { listUses } from './list-uses.ts'
import { metricTables } from './store.ts'

/**
 * Put a metric away, or take it out again. Stored values stay.
 * @throws AppError not_found, conflict when metrics or plans of effects read it, precondition_failed
 */
export async function archiveMetric(
  ctx: Context,
  key: string,
  version: number,
  archived: boolean,
): Promise<number> {
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = metricTables(transaction)
    const now = await db
      .selectFrom('metric')
      .select(['id', 'version', 'archived_at', 'tree'])
      .where('key', '=', key)
      .forUpdate()
      .executeTakeFirst()
    if (!now) throw new AppError('not_found', `There is no metric "${key}"`)
    if (now.version !== version) throw changedMeanwhile(`The metric "${key}"`)
    if ((now.archived_at !== null) === archived) return version
    if (archived) await refuseWhileRead({ postgres: transaction }, key)
    await db
      .updateTable('metric')
      .set({
        archived_at: archived ? ctx.clock.now() : null,
        version: version + 1,
        updated_at: ctx.clock.now(),
      })
      .where('id', '=', now.id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: archived ? 'metric.archive' : 'metric.restore',
      objectKind: 'metric',
      objectId: String(now.id),
      detail: { key },
    })
    return version + 1
  })
}

async function refuseWhileRead(ctx: Pick<Context, 'postgres'>, key: string): Promise<void> {
  const readers = (await listUses(ctx, key)).filter(({ holds }) => holds).map((one) => one.key)
  if (readers.length > 0)
    throw new AppError(
      'conflict',
      `The metric "${key}" is read by ${[...new Set(readers)].join(', ')}: change these first`,
    )
}
