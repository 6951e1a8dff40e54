import { randomUUID } from 'node:crypto'
import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context, Postgres } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { dashboardTables } from '../store.ts'
import { lockedMailing } from './save-mailing.ts'

/**
 * Write down that a mailing is to be sent to each of its recipients. A slot that was written down before is not again.
 * @returns its id; null when the slot was there already
 */
export async function writeSending(
  ctx: Context,
  transaction: Postgres,
  mailing: { readonly id: number; readonly recipients: readonly string[] },
  slot: Date | null,
): Promise<string | null> {
  const db = dashboardTables(transaction)
  const now = ctx.clock.now()
  const sending = await db
    .insertInto('dashboard_sending')
    .values({
      id: randomUUID(),
      mailing_id: mailing.id,
      slot,
      requested_by: ctx.actor.name,
      made_at: now,
      state: 'pending',
      next_at: now,
      error: null,
    })
    .onConflict((conflict) => conflict.columns(['mailing_id', 'slot']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!sending) return null
  await db
    .insertInto('dashboard_mail')
    .values(
      mailing.recipients.map((recipient) => ({
        id: randomUUID(),
        sending_id: sending.id,
        recipient,
        state: 'pending' as const,
        error: null,
        sent_at: null,
      })),
    )
    .execute()
  return sending.id
}

/**
 * Send a mailing now, beside its schedule; the worker takes it within a minute.
 * @throws AppError not_found, forbidden, conflict while one that was asked for is still under way
 */
export async function requestSending(ctx: Context, dashboard: number, id: number): Promise<string> {
  return ctx.postgres.transaction().execute(async (transaction) => {
    const mailing = await lockedMailing(ctx, transaction, dashboard, id)
    if (mailing.board.archived_at)
      throw new AppError('conflict', `The dashboard ${dashboard} is put away: restore it first`)
    const waiting = await dashboardTables(transaction)
      .selectFrom('dashboard_sending')
      .select('id')
      .where('mailing_id', '=', id)
      .where('slot', 'is', null)
      .where('state', '=', 'pending')
      .executeTakeFirst()
    if (waiting) throw new AppError('conflict', 'It is being sent already: wait until that is done')
    const sending = await writeSending(ctx, transaction, mailing, null)
    if (sending === null) throw new Error('Only slots can be there already')
    await writeAudit(transaction, ctx, {
      action: 'dashboard_mailing.send',
      objectKind: 'dashboard',
      objectId: String(dashboard),
      detail: { mailing: id, sending, recipients: mailing.recipients },
    })
    return sending
  })
}
