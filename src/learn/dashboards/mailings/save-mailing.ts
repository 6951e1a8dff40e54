import type { z } from 'zod'
import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context, Postgres } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { changedMeanwhile } from '../../../platform/http/route-kit.ts'
import { cronOf, nextDue } from '../../../understand/segments/index.ts'
import { checkBoard } from '../check-board.ts'
import { boardFor, lockBoard, principalOf } from '../rights.ts'
import { dashboardTables } from '../store.ts'
import type { mailingInput } from './schema.ts'

type Input = z.output<typeof mailingInput>

function written(ctx: Context, { recipients, language, schedule, filters, enabled }: Input) {
  const cron = cronOf(schedule, ctx.config.timezone)
  const now = ctx.clock.now()
  return {
    recipients,
    language,
    schedule: cron,
    filters: filters && JSON.stringify(filters),
    enabled,
    stopped: null,
    due_at: enabled ? nextDue(cron, ctx.config.timezone, now) : null,
    updated_at: now,
  }
}

/** Machines have no mail of their own, and their keys end: a mailing is set up by a person, with whose rights it is made. */
function assertPerson(ctx: Context): void {
  if (ctx.actor.kind !== 'user')
    throw new AppError('forbidden', 'Mailings belong to people: set them up as a signed-in user')
}

/**
 * @returns its id
 * @throws AppError not_found of the board, forbidden for machines, invalid_definition
 */
export async function createMailing(ctx: Context, dashboard: number, input: Input): Promise<number> {
  assertPerson(ctx)
  await boardFor(ctx, dashboard)
  if (input.filters) await checkBoard(ctx, { widgets: [], filters: input.filters })
  return ctx.postgres.transaction().execute(async (transaction) => {
    const { board } = await lockBoard(ctx, transaction, { id: dashboard, least: 'view' })
    if (board.archived_at)
      throw new AppError('conflict', `The dashboard ${dashboard} is put away: restore it first`)
    const row = await dashboardTables(transaction)
      .insertInto('dashboard_mailing')
      .values({
        ...written(ctx, input),
        dashboard_id: dashboard,
        owner: principalOf(ctx.actor),
        created_at: ctx.clock.now(),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await writeAudit(transaction, ctx, {
      action: 'dashboard_mailing.create',
      objectKind: 'dashboard',
      objectId: String(dashboard),
      detail: { mailing: row.id, ...input },
    })
    return row.id
  })
}

/**
 * Whoever changes a mailing becomes its owner: it is made with the rights of whoever said last what is sent to whom.
 * @throws AppError not_found, forbidden, invalid_definition, precondition_failed
 */
export async function updateMailing(
  ctx: Context,
  dashboard: number,
  id: number,
  version: number,
  input: Input,
): Promise<void> {
  assertPerson(ctx)
  if (input.filters) await checkBoard(ctx, { widgets: [], filters: input.filters })
  await ctx.postgres.transaction().execute(async (transaction) => {
    const before = await lockedMailing(ctx, transaction, dashboard, id, version)
    await dashboardTables(transaction)
      .updateTable('dashboard_mailing')
      .set({ ...written(ctx, input), owner: principalOf(ctx.actor), version: version + 1 })
      .where('id', '=', id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'dashboard_mailing.update',
      objectKind: 'dashboard',
      objectId: String(dashboard),
      detail: { mailing: id, version: version + 1, recipientsBefore: before.recipients, ...input },
    })
  })
}

/** @throws AppError not_found, forbidden, precondition_failed */
export async function deleteMailing(
  ctx: Context,
  dashboard: number,
  id: number,
  version: number,
): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const before = await lockedMailing(ctx, transaction, dashboard, id, version)
    await dashboardTables(transaction).deleteFrom('dashboard_mailing').where('id', '=', id).execute()
    await writeAudit(transaction, ctx, {
      action: 'dashboard_mailing.delete',
      objectKind: 'dashboard',
      objectId: String(dashboard),
      detail: { mailing: id, recipients: before.recipients },
    })
  })
}

/**
 * A mailing for changing, locked until the transaction ends: one's own, or any of a board one may edit.
 * @throws AppError not_found, forbidden, precondition_failed
 */
export async function lockedMailing(
  ctx: Context,
  transaction: Postgres,
  dashboard: number,
  id: number,
  version?: number,
) {
  const { may, reader, board } = await lockBoard(ctx, transaction, { id: dashboard, least: 'view' })
  const row = await dashboardTables(transaction)
    .selectFrom('dashboard_mailing')
    .selectAll()
    .where('id', '=', id)
    .where('dashboard_id', '=', dashboard)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new AppError('not_found', `The dashboard ${dashboard} has no mailing ${id}`)
  if (may === 'view' && row.owner !== reader.principal)
    throw new AppError('forbidden', `The mailing ${id} is ${row.owner}’s: ask them or the owner of the board`)
  if (version !== undefined && row.version !== version) throw changedMeanwhile(`The mailing ${id}`)
  return { ...row, board }
}
