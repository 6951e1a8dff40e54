import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { cutPage, decodeCursor } from '../../platform/http/route-kit.ts'
import { containing } from '../../platform/postgres/containing.ts'
import { definitionKey } from '../../understand/rules/index.ts'
import type { AlertRuleView, alertRulesQuery } from './schema.ts'
import { alertTables } from './store.ts'

const rowsOf = (ctx: Context) =>
  alertTables(ctx.postgres)
    .selectFrom('alert_rule')
    .innerJoin('metric', 'metric.id', 'alert_rule.metric_id')
    .select([
      'alert_rule.key',
      'alert_rule.name',
      'metric.key as metric',
      'scope',
      'alert_rule.condition',
      'severity',
    ])
    .select([
      'emails',
      'webhooks',
      'enabled',
      'alert_rule.version',
      'alert_rule.created_by',
      'alert_rule.updated_at',
    ])
    .select(sql<string | null>`to_char(checked_to, 'YYYY-MM-DD')`.as('checkedTo'))
    .select(
      sql<number>`(SELECT count(*)::integer FROM finding WHERE rule_id = alert_rule.id AND state <> 'resolved'
        AND (${ctx.actor.organisations}::text[] IS NULL OR organisation = ANY(${ctx.actor.organisations}::text[])))`.as(
        'open',
      ),
    )
type Row = Awaited<ReturnType<ReturnType<typeof rowsOf>['execute']>>[number]

/** Alert rules, by key. */
export async function listAlertRules(
  ctx: Context,
  query: z.output<typeof alertRulesQuery>,
): Promise<{ items: AlertRuleView[]; next: string | null }> {
  let rows = rowsOf(ctx)
    .orderBy('alert_rule.key')
    .limit(query.limit + 1)
  if (query.metric !== undefined) rows = rows.where('metric.key', '=', query.metric)
  if (query.search !== undefined)
    rows = rows.where(
      sql<boolean>`concat_ws(' ', alert_rule.key, alert_rule.name ->> 'zh-CN', alert_rule.name ->> 'en', metric.key) ILIKE ${containing(query.search)}`,
    )
  if (query.cursor !== undefined)
    rows = rows.where('alert_rule.key', '>', decodeCursor(query.cursor, definitionKey))
  const found = await rows.execute()
  const { items: page, next } = cutPage(found, query.limit, ({ key }) => key)
  return {
    items: page.map(viewOf),
    next,
  }
}

/** @throws AppError not_found */
export async function readAlertRule(ctx: Context, key: string): Promise<AlertRuleView> {
  const row = await rowsOf(ctx).where('alert_rule.key', '=', key).executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no alert rule "${key}"`)
  return viewOf(row)
}

function viewOf({ created_by, updated_at, ...row }: Row): AlertRuleView {
  return { ...row, createdBy: created_by, updatedAt: updated_at.toISOString() }
}
