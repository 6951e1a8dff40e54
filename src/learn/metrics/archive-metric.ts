import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { loadDefinitions } from './load-definitions.ts'
import { metricsOf } from './resolve-formula.ts'
import { metricTables } from './store.ts'

/**
 * Put a metric away, or take it out again. Stored values stay.
 * @throws AppError not_found, conflict when other metrics read it, precondition_failed
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
  const trees = await metricTables(ctx.postgres)
    .selectFrom('metric')
    .select(['key', 'tree'])
    .where('archived_at', 'is', null)
    .execute()
  const readers = [...(await loadDefinitions(ctx)).values()]
    .filter(({ formula }) => metricsOf(formula).includes(key))
    .map((one) => one.key)
  const above = trees.filter(({ tree }) => tree?.parts.includes(key)).map((one) => one.key)
  const all = [...new Set([...readers, ...above])]
  if (all.length > 0)
    throw new AppError('conflict', `The metric "${key}" is read by ${all.join(', ')}: change these first`)
}
