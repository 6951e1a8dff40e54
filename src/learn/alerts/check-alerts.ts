import { randomUUID } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { messageOf } from '../../platform/errors.ts'
import { addDays } from '../../platform/calendar-day.ts'
import { lastWholeDay, readJudged, readOrganisations, readSeason } from '../metrics/index.ts'
import { type Found, judgeDay, reachOf } from './judge-day.ts'
import type { AlertCondition, AlertScope } from './schema.ts'
import { alertTables, noteHappening } from './store.ts'

/** A rule that was not looked at for longer begins anew: nobody wants to be told of last month. */
const catchUp = 7

interface Rule {
  readonly id: number
  readonly key: string
  readonly metric: string
  readonly scope: AlertScope
  readonly condition: AlertCondition
  readonly emails: readonly string[]
  readonly webhooks: readonly string[]
  readonly checked: string | null
}

/**
 * Look at every day that is over and was not looked at, for every enabled rule. A finding goes on as long as its
 * condition holds from day to day, and is resolved on the first day on which it does not. A day without a value, or one
 * that is quiet, neither opens nor resolves anything.
 * @returns how many findings were opened
 */
export async function checkAlerts(ctx: Context, signal?: AbortSignal): Promise<{ opened: number }> {
  const rows = await alertTables(ctx.postgres)
    .selectFrom('alert_rule')
    .innerJoin('metric', 'metric.id', 'alert_rule.metric_id')
    .select([
      'alert_rule.id',
      'alert_rule.key',
      'metric.key as metric',
      'scope',
      'alert_rule.condition',
      'emails',
      'webhooks',
    ])
    .select(sql<string | null>`to_char(checked_to, 'YYYY-MM-DD')`.as('checked'))
    .where('enabled', '=', true)
    .where('metric.archived_at', 'is', null)
    .orderBy('alert_rule.id')
    .execute()
  let opened = 0
  for (const rule of rows) {
    signal?.throwIfAborted()
    try {
      opened += await checkRule(ctx, rule)
    } catch (error) {
      ctx.log.error({ rule: rule.key, reason: messageOf(error) }, 'an alert rule could not be checked')
    }
  }
  return { opened }
}

async function checkRule(ctx: Context, rule: Rule): Promise<number> {
  const to = lastWholeDay(ctx)
  const oldest = addDays(to, 1 - catchUp)
  const next = rule.checked === null ? to : addDays(rule.checked, 1)
  const from = next < oldest ? oldest : next
  if (from > to) return 0
  const season = await readSeason(ctx)
  let opened = 0
  let complete = true
  for (const organisation of await placesOf(ctx, rule.scope)) {
    const sensitivity = rule.condition.type === 'anomaly' ? { sensitivity: rule.condition.sensitivity } : {}
    const reach = { from: addDays(from, -reachOf(rule.condition)), to }
    const points = await readJudged(
      ctx,
      { metric: rule.metric, organisation, ...reach, ...sensitivity },
      season,
    )
    const known = new Map(points.map((point) => [point.day, point]))
    const valueOf = (day: string): number | null => known.get(day)?.value ?? null
    if (valueOf(to) === null) complete = false
    for (const point of points.filter(({ day }) => day >= from)) {
      const { day } = point
      if (point.value === null || (rule.condition.type === 'anomaly' && season.isQuiet(day))) continue
      const found = judgeDay(rule.condition, { day, valueOf, judged: point })
      opened += await noteDay(ctx, rule, organisation, day, found)
    }
  }
  // The last day has no value yet: it is looked at again when it has. Days that were noted change nothing twice.
  const checked = complete ? to : addDays(to, -1)
  await alertTables(ctx.postgres)
    .updateTable('alert_rule')
    .set({ checked_to: checked })
    .where('id', '=', rule.id)
    .execute()
  return opened
}

async function placesOf(ctx: Context, scope: AlertScope): Promise<string[]> {
  if ('organisation' in scope) return [scope.organisation]
  const organisations = await readOrganisations(ctx)
  return organisations.filter(({ level }) => level === scope.level).map(({ code }) => code)
}

/** Open, continue or resolve; each day counts once. */
async function noteDay(
  ctx: Context,
  rule: Rule,
  organisation: string,
  day: string,
  found: Found | null,
): Promise<number> {
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = alertTables(transaction)
    const inside = { ...ctx, postgres: transaction }
    const current = await db
      .selectFrom('finding')
      .select(['id', sql<string>`to_char(last_day, 'YYYY-MM-DD')`.as('last')])
      .where('rule_id', '=', rule.id)
      .where('organisation', '=', organisation)
      .where('state', '!=', 'resolved')
      .forUpdate()
      .executeTakeFirst()
    if (current && current.last >= day) return 0
    if (current && !found) {
      await db
        .updateTable('finding')
        .set({ state: 'resolved', resolved_at: ctx.clock.now() })
        .where('id', '=', current.id)
        .execute()
      await noteHappening(inside, current.id, 'resolved', day)
      return 0
    }
    if (!found) return 0
    if (current) {
      await db
        .updateTable('finding')
        .set((is) => ({ ...found, last_day: day, days: is('days', '+', 1) }))
        .where('id', '=', current.id)
        .execute()
      await noteHappening(inside, current.id, 'went_on', day)
      return 0
    }
    await openFinding(transaction, inside, rule, organisation, day, found)
    return 1
  })
}

async function openFinding(
  transaction: Transaction<Record<never, never>>,
  ctx: Context,
  rule: Rule,
  organisation: string,
  day: string,
  found: Found,
): Promise<void> {
  const db = alertTables(transaction)
  const now = ctx.clock.now()
  const { id } = await db
    .insertInto('finding')
    .values({
      rule_id: rule.id,
      organisation,
      state: 'open',
      first_day: day,
      last_day: day,
      ...found,
      journey: null,
      opened_at: now,
      acknowledged_by: null,
      acknowledged_at: null,
      resolved_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await noteHappening(ctx, id, 'opened', day)
  const tellings = [
    ...rule.emails.map((receiver) => ({ door: 'email' as const, receiver })),
    ...rule.webhooks.map((receiver) => ({ door: 'webhook' as const, receiver })),
  ]
  if (tellings.length === 0) return
  await db
    .insertInto('finding_telling')
    .values(
      tellings.map((telling) => ({
        ...telling,
        id: randomUUID(),
        finding_id: id,
        state: 'pending' as const,
        next_at: now,
        error: null,
      })),
    )
    .execute()
}
