import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { checkMetric } from './check-metric.ts'
import type { metricChange, newMetric } from './schema.ts'
import { metricTables } from './store.ts'

/**
 * Its values appear with the next run of the daily job, or by a backfill.
 * @throws AppError invalid_definition when it is wrong, conflict when the key is taken
 */
export async function createMetric(ctx: Context, input: z.output<typeof newMetric>): Promise<number> {
  await checkMetric(ctx, input)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const now = ctx.clock.now()
    const row = await metricTables(transaction)
      .insertInto('metric')
      .values({
        key: input.key,
        ...columnsOf(input),
        created_by: ctx.actor.name,
        created_at: now,
        updated_at: now,
        archived_at: null,
      })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning(['id', 'version'])
      .executeTakeFirst()
    if (!row)
      throw new AppError('conflict', `There is a metric "${input.key}" already: choose another key`, {
        details: [{ path: '/key', message: 'is taken' }],
      })
    await writeAudit(transaction, ctx, {
      action: 'metric.create',
      objectKind: 'metric',
      objectId: String(row.id),
      detail: { key: input.key, formula: input.formula, condition: input.condition },
    })
    return row.version
  })
}

/**
 * @param version the version the change is based on
 * @returns the new version; the same one when nothing differs
 * @throws AppError not_found, invalid_definition, precondition_failed when someone else changed it meanwhile
 */
export async function updateMetric(
  ctx: Context,
  key: string,
  version: number,
  input: z.output<typeof metricChange>,
): Promise<number> {
  await checkMetric(ctx, { ...input, key })
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = metricTables(transaction)
    const now = await db
      .selectFrom('metric')
      .selectAll()
      .where('key', '=', key)
      .forUpdate()
      .executeTakeFirst()
    if (!now) throw new AppError('not_found', `There is no metric "${key}"`)
    if (now.archived_at)
      throw new AppError('conflict', `The metric "${key}" is archived: restore it before you change it`)
    if (now.version !== version) throw changedMeanwhile(`The metric "${key}"`)
    const { name, description, owner, grain, period, unit, direction, condition, formula, tree } = now
    const before = { name, description, owner, grain, period, unit, direction, condition, formula, tree }
    if (isDeepStrictEqual(before, { ...input })) return version
    await db
      .updateTable('metric')
      .set({ ...columnsOf(input), version: version + 1, updated_at: ctx.clock.now() })
      .where('id', '=', now.id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'metric.update',
      objectKind: 'metric',
      objectId: String(now.id),
      detail: { key, version: version + 1, before, after: input },
    })
    return version + 1
  })
}

function columnsOf(input: z.output<typeof metricChange>) {
  const { description, owner, grain, period, unit, direction } = input
  return {
    description,
    owner,
    grain,
    period,
    unit,
    direction,
    name: JSON.stringify(input.name),
    formula: JSON.stringify(input.formula),
    condition: input.condition && JSON.stringify(input.condition),
    tree: input.tree && JSON.stringify(input.tree),
  }
}
