import type { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { addDays, firstOfMonth } from '../../platform/calendar-day.ts'
import { readOrganisations } from './organisations.ts'
import type { target } from './schema.ts'
import { metricTables } from './store.ts'

type Target = z.output<typeof target>

/** First and last day of `2026-11`, `2026-Q4` or `2026`. */
export function daysOfPeriod(period: string): { from: string; to: string } {
  const [year = '', rest] = period.split('-')
  const first = rest === undefined ? 1 : rest.startsWith('Q') ? Number(rest.slice(1)) * 3 - 2 : Number(rest)
  const months = rest === undefined ? 12 : rest.startsWith('Q') ? 3 : 1
  const from = `${year}-${String(first).padStart(2, '0')}-01`
  return { from, to: addDays(firstOfMonth(from, months), -1) }
}

/** Targets of one organisation, in the order of their ends. */
export async function readTargets(
  ctx: Pick<Context, 'postgres'>,
  key: string,
  organisation: string,
): Promise<{ period: string; from: string; to: string; target: number }[]> {
  const rows = await metricTables(ctx.postgres)
    .selectFrom('metric_target')
    .innerJoin('metric', 'metric.id', 'metric_target.metric_id')
    .select(['metric_target.period', 'target'])
    .where('key', '=', key)
    .where('organisation', '=', organisation)
    .execute()
  return rows
    .map(({ period, target }) => ({ period, ...daysOfPeriod(period), target }))
    .toSorted((a, b) => a.to.localeCompare(b.to) || a.from.localeCompare(b.from))
}

/** All targets of a metric. */
export async function listTargets(ctx: Pick<Context, 'postgres'>, key: string): Promise<Target[]> {
  return metricTables(ctx.postgres)
    .selectFrom('metric_target')
    .innerJoin('metric', 'metric.id', 'metric_target.metric_id')
    .select(['organisation', 'metric_target.period', 'target'])
    .where('key', '=', key)
    .orderBy('metric_target.period')
    .orderBy('organisation')
    .execute()
}

/**
 * Replace all targets of a metric.
 * @returns the metric's new version
 * @throws AppError not_found, invalid_request for unknown organisations or a period given twice, precondition_failed
 */
export async function saveTargets(
  ctx: Context,
  key: string,
  version: number,
  targets: readonly Target[],
): Promise<number> {
  const known = new Set((await readOrganisations(ctx)).map(({ code }) => code))
  const seen = new Set<string>()
  const problems = targets.flatMap(({ organisation, period }, i) => {
    const place = `${organisation} ${period}`
    if (organisation !== '' && !known.has(organisation))
      return [{ path: `/targets/${i}/organisation`, message: `there is no organisation "${organisation}"` }]
    if (seen.has(place)) return [{ path: `/targets/${i}/period`, message: 'has a target already' }]
    seen.add(place)
    return []
  })
  if (problems.length > 0)
    throw new AppError('invalid_request', 'Some targets cannot be kept', { details: problems })
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = metricTables(transaction)
    const metric = await db
      .selectFrom('metric')
      .select(['id', 'version'])
      .where('key', '=', key)
      .forUpdate()
      .executeTakeFirst()
    if (!metric) throw new AppError('not_found', `There is no metric "${key}"`)
    if (metric.version !== version) throw changedMeanwhile(`The metric "${key}"`)
    const before = await listTargets({ postgres: transaction }, key)
    await db.deleteFrom('metric_target').where('metric_id', '=', metric.id).execute()
    if (targets.length > 0)
      await db
        .insertInto('metric_target')
        .values(targets.map((one) => ({ metric_id: metric.id, ...one })))
        .execute()
    await db
      .updateTable('metric')
      .set({ version: version + 1, updated_at: ctx.clock.now() })
      .where('id', '=', metric.id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'metric.targets',
      objectKind: 'metric',
      objectId: String(metric.id),
      detail: { key, before, after: targets },
    })
    return version + 1
  })
}
