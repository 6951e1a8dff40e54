import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { readWebhookEndpoints } from '../../engage/channels/index.ts'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import type { alertRuleChange, newAlertRule } from './schema.ts'
import { alertTables } from './store.ts'

type Change = z.output<typeof alertRuleChange>

/** @throws AppError invalid_definition when it names what is not there, conflict when the key is taken */
export async function createAlertRule(ctx: Context, input: z.output<typeof newAlertRule>): Promise<number> {
  const metric = await checkRule(ctx, input)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const now = ctx.clock.now()
    const row = await alertTables(transaction)
      .insertInto('alert_rule')
      .values({
        key: input.key,
        ...columnsOf(input, metric),
        checked_to: null,
        created_by: ctx.actor.name,
        created_at: now,
        updated_at: now,
      })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning(['id', 'version'])
      .executeTakeFirst()
    if (!row)
      throw new AppError('conflict', `There is an alert rule "${input.key}" already: choose another key`, {
        details: [{ path: '/key', message: 'is taken' }],
      })
    await writeAudit(transaction, ctx, {
      action: 'alert_rule.create',
      objectKind: 'alert_rule',
      objectId: String(row.id),
      detail: { ...input },
    })
    return row.version
  })
}

/**
 * A rule that means something else looks anew from the next day on, and its findings are resolved.
 * @throws AppError not_found, invalid_definition, precondition_failed
 */
export async function updateAlertRule(
  ctx: Context,
  key: string,
  version: number,
  input: Change,
): Promise<number> {
  const metric = await checkRule(ctx, input)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = alertTables(transaction)
    const now = await db
      .selectFrom('alert_rule')
      .selectAll()
      .where('key', '=', key)
      .forUpdate()
      .executeTakeFirst()
    if (!now) throw new AppError('not_found', `There is no alert rule "${key}"`)
    if (now.version !== version) throw changedMeanwhile(`The alert rule "${key}"`)
    const same = isDeepStrictEqual(
      [now.metric_id, now.scope, now.condition],
      [metric, input.scope, input.condition],
    )
    const at = ctx.clock.now()
    await db
      .updateTable('alert_rule')
      .set({
        ...columnsOf(input, metric),
        ...(same ? {} : { checked_to: null }),
        version: version + 1,
        updated_at: at,
      })
      .where('id', '=', now.id)
      .execute()
    if (!same)
      await db
        .updateTable('finding')
        .set({ state: 'resolved', resolved_at: at })
        .where('rule_id', '=', now.id)
        .where('state', '!=', 'resolved')
        .execute()
    await writeAudit(transaction, ctx, {
      action: 'alert_rule.update',
      objectKind: 'alert_rule',
      objectId: String(now.id),
      detail: { key, version: version + 1, ...input },
    })
    return version + 1
  })
}

/** Remove a rule with all that it found. */
export async function deleteAlertRule(ctx: Context, key: string, version: number): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const db = alertTables(transaction)
    const now = await db
      .selectFrom('alert_rule')
      .select(['id', 'version'])
      .where('key', '=', key)
      .forUpdate()
      .executeTakeFirst()
    if (!now) throw new AppError('not_found', `There is no alert rule "${key}"`)
    if (now.version !== version) throw changedMeanwhile(`The alert rule "${key}"`)
    await db.deleteFrom('alert_rule').where('id', '=', now.id).execute()
    await writeAudit(transaction, ctx, {
      action: 'alert_rule.delete',
      objectKind: 'alert_rule',
      objectId: String(now.id),
      detail: { key },
    })
  })
}

/** The metric's number. */
async function checkRule(ctx: Context, { metric, scope, webhooks }: Change): Promise<number> {
  const db = alertTables(ctx.postgres)
  const row = await db
    .selectFrom('metric')
    .select('id')
    .where('key', '=', metric)
    .where('archived_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw wrong('/metric', `there is no metric "${metric}"`)
  if ('organisation' in scope && scope.organisation !== '') {
    const place = await db
      .selectFrom('organisation')
      .select('code')
      .where('code', '=', scope.organisation)
      .executeTakeFirst()
    if (!place) throw wrong('/scope/organisation', `there is no organisation "${scope.organisation}"`)
  }
  const endpoints = await readWebhookEndpoints(ctx)
  for (const [i, name] of webhooks.entries())
    if (!endpoints.has(name)) throw wrong(`/webhooks/${i}`, `there is no enabled webhook route "${name}"`)
  return row.id
}

const wrong = (path: string, message: string): AppError =>
  new AppError('invalid_definition', `The alert rule is wrong at ${path}: ${message}`, {
    details: [{ path, message }],
  })

function columnsOf({ name, scope, condition, severity, emails, webhooks, enabled }: Change, metric: number) {
  return {
    name: JSON.stringify(name),
    metric_id: metric,
    scope: JSON.stringify(scope),
    condition: JSON.stringify(condition),
    severity,
    emails,
    webhooks,
    enabled,
  }
}
