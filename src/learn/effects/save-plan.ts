import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { loadCustomerMeasures } from '../metrics/index.ts'
import { effectPlan, type EffectPlan, type EffectPlanView } from './plan-schema.ts'
import { effectTables } from './store.ts'

/** How the effect of a journey is measured; version 0 while nobody has said. @throws AppError not_found */
export async function readPlan(ctx: Pick<Context, 'postgres'>, key: string): Promise<EffectPlanView> {
  const row = await effectTables(ctx.postgres)
    .selectFrom('journey')
    .leftJoin('effect_plan', 'effect_plan.journey_id', 'journey.id')
    .select(['effect_plan.plan', 'effect_plan.version'])
    .where('journey.key', '=', key)
    .executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no journey "${key}"`)
  return { plan: effectPlan.parse(row.plan ?? {}), version: row.version ?? 0 }
}

/**
 * Say how the effect is measured; the report is computed anew when it is next asked for.
 * @throws AppError not_found, invalid_definition when it names a metric that cannot be measured, or precondition_failed when someone else changed the plan meanwhile
 */
export async function savePlan(
  ctx: Context,
  key: string,
  plan: EffectPlan,
  basedOn: number,
): Promise<EffectPlanView> {
  await refuseUnmeasurable(ctx, plan)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = effectTables(transaction)
    const journey = await db
      .selectFrom('journey')
      .select('id')
      .where('key', '=', key)
      .forUpdate()
      .executeTakeFirst()
    if (!journey) throw new AppError('not_found', `There is no journey "${key}"`)
    const current = await db
      .selectFrom('effect_plan')
      .select('version')
      .where('journey_id', '=', journey.id)
      .executeTakeFirst()
    if ((current?.version ?? 0) !== basedOn) throw changedMeanwhile(`The plan of "${key}"`)
    const version = basedOn + 1
    const row = { plan: JSON.stringify(plan), version, updated_at: ctx.clock.now() }
    await db
      .insertInto('effect_plan')
      .values({ journey_id: journey.id, ...row })
      .onConflict((conflict) => conflict.column('journey_id').doUpdateSet(row))
      .execute()
    await db.deleteFrom('effect_report').where('journey_id', '=', journey.id).execute()
    await writeAudit(transaction, ctx, {
      action: 'effect.plan',
      objectKind: 'journey',
      objectId: key,
      detail: { plan, version },
    })
    return { plan, version }
  })
}

/** Metrics of the registry must be there, and sums over customers. */
async function refuseUnmeasurable(ctx: Context, plan: EffectPlan): Promise<void> {
  for (const [i, { measure }] of plan.metrics.entries()) {
    if (measure.kind !== 'registry') continue
    const path = `/metrics/${i}/measure/metric`
    const refused = (message: string): AppError =>
      new AppError('invalid_definition', message, { details: [{ path, message }] })
    try {
      const known = await loadCustomerMeasures(ctx, [measure.metric])
      if (known.size === 0) throw refused(`There is no metric "${measure.metric}"`)
    } catch (error) {
      throw error instanceof AppError && error.code === 'invalid_definition' ? refused(error.message) : error
    }
  }
}
