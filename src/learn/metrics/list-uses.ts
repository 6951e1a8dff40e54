import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { displayName } from '../../understand/rules/index.ts'
import { metricsOf } from './resolve-formula.ts'
import { metricTables } from './store.ts'

export const metricUse = z.object({
  kind: z.enum(['formula', 'tree', 'effect', 'alert', 'dashboard']),
  key: z.string().describe('Key of the metric, journey or alert rule; number of the dashboard'),
  name: displayName,
  holds: z.boolean().describe('The metric cannot be archived while this uses it'),
})
export type MetricUse = z.output<typeof metricUse>

/** Everything that reads a metric: formulas and trees of others, plans of effects, alert rules and dashboards. */
export async function listUses(ctx: Pick<Context, 'postgres'>, key: string): Promise<MetricUse[]> {
  const db = metricTables(ctx.postgres)
  const [metrics, alerts, effects, dashboards] = await Promise.all([
    db
      .selectFrom('metric')
      .select(['key', 'name', 'formula', 'tree'])
      .where('archived_at', 'is', null)
      .where('key', '!=', key)
      .orderBy('key')
      .execute(),
    db
      .selectFrom('alert_rule')
      .innerJoin('metric', 'metric.id', 'alert_rule.metric_id')
      .select(['alert_rule.key', 'alert_rule.name'])
      .where('metric.key', '=', key)
      .orderBy('alert_rule.key')
      .execute(),
    db
      .selectFrom('effect_plan')
      .innerJoin('journey', 'journey.id', 'effect_plan.journey_id')
      .select(['journey.key', 'journey.name'])
      .where(
        sql<boolean>`effect_plan.plan -> 'metrics' @> ${JSON.stringify([{ measure: { kind: 'registry', metric: key } }])}`,
      )
      .orderBy('journey.key')
      .execute(),
    db
      .selectFrom('dashboard')
      .select([sql<string>`id::text`.as('key'), 'name'])
      .where(sql<boolean>`widgets @> ${JSON.stringify([{ metric: key }])}`)
      .where('archived_at', 'is', null)
      .orderBy('id')
      .execute(),
  ])
  return [
    ...metrics.flatMap(({ key: reader, name, formula, tree }): MetricUse[] => [
      ...(metricsOf(formula).includes(key)
        ? [{ kind: 'formula' as const, key: reader, name, holds: true }]
        : []),
      ...(tree?.parts.includes(key) === true
        ? [{ kind: 'tree' as const, key: reader, name, holds: true }]
        : []),
    ]),
    ...effects.map((one): MetricUse => ({ kind: 'effect', ...one, holds: true })),
    ...alerts.map((one): MetricUse => ({ kind: 'alert', ...one, holds: false })),
    ...dashboards.map((one): MetricUse => ({ kind: 'dashboard', ...one, holds: false })),
  ]
}
