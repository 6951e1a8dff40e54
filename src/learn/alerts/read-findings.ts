import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { cutPage, decodeCursor } from '../../platform/http/route-kit.ts'
import type { FindingView, findingEntry, findingsQuery } from './schema.ts'
import { alertTables } from './store.ts'

/** Findings about organisations that the asking person sees. */
const rowsOf = (ctx: Pick<Context, 'postgres' | 'actor'>) =>
  alertTables(ctx.postgres)
    .selectFrom('finding')
    .innerJoin('alert_rule', 'alert_rule.id', 'finding.rule_id')
    .innerJoin('metric', 'metric.id', 'alert_rule.metric_id')
    .leftJoin('organisation', 'organisation.code', 'finding.organisation')
    .select([
      'finding.id',
      'alert_rule.key as rule',
      'alert_rule.name',
      'metric.key as metric',
      'metric.name as metricName',
      'metric.unit',
      'severity',
      'alert_rule.condition',
      'finding.organisation',
      'organisation.name as organisationName',
      'state',
      'days',
      'value',
      'compared',
      'score',
      'finding.journey',
      'opened_at',
      'acknowledged_by',
      'acknowledged_at',
      'resolved_at',
    ])
    .select([
      sql<string>`to_char(first_day, 'YYYY-MM-DD')`.as('firstDay'),
      sql<string>`to_char(last_day, 'YYYY-MM-DD')`.as('lastDay'),
    ])
    .$if(ctx.actor.organisations !== null, (seen) =>
      seen.where(sql<boolean>`finding.organisation = ANY(${ctx.actor.organisations})`),
    )
type Row = Awaited<ReturnType<ReturnType<typeof rowsOf>['execute']>>[number]

/** Findings, the newest first. */
export async function listFindings(
  ctx: Context,
  query: z.output<typeof findingsQuery>,
): Promise<{ items: FindingView[]; next: string | null }> {
  let rows = rowsOf(ctx)
    .orderBy('finding.id', 'desc')
    .limit(query.limit + 1)
  if (query.state === 'unresolved') rows = rows.where('state', '!=', 'resolved')
  else if (query.state !== undefined) rows = rows.where('state', '=', query.state)
  if (query.rule !== undefined) rows = rows.where('alert_rule.key', '=', query.rule)
  if (query.metric !== undefined) rows = rows.where('metric.key', '=', query.metric)
  if (query.severity !== undefined) rows = rows.where('severity', '=', query.severity)
  if (query.cursor !== undefined)
    rows = rows.where('finding.id', '<', decodeCursor(query.cursor, z.number().int()))
  const found = await rows.execute()
  const { items: page, next } = cutPage(found, query.limit, ({ id }) => id)
  return {
    items: page.map(viewOf),
    next,
  }
}

/** @throws AppError not_found */
export async function readFinding(
  ctx: Pick<Context, 'postgres' | 'actor'>,
  id: number,
): Promise<FindingView> {
  const row = await rowsOf(ctx).where('finding.id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no finding ${id}`)
  return viewOf(row)
}

/** What happened to a finding, in order. */
export async function readHistory(ctx: Context, id: number): Promise<z.output<typeof findingEntry>[]> {
  const rows = await alertTables(ctx.postgres)
    .selectFrom('finding_history')
    .select(['at', 'what', 'actor', 'note'])
    .where('finding_id', '=', id)
    .orderBy('id')
    .limit(500)
    .execute()
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

function viewOf({ opened_at, acknowledged_by, acknowledged_at, resolved_at, ...row }: Row): FindingView {
  return {
    ...row,
    organisationName: row.organisationName ?? row.organisation,
    openedAt: opened_at.toISOString(),
    acknowledgedBy: acknowledged_by,
    acknowledgedAt: acknowledged_at?.toISOString() ?? null,
    resolvedAt: resolved_at?.toISOString() ?? null,
  }
}
