import { actorOfUser } from '../../../govern/access/index.ts'
import { writeAudit } from '../../../govern/audit/index.ts'
import { sendNotice } from '../../../engage/channels/index.ts'
import { type Context, withActor } from '../../../platform/context.ts'
import { AppError, messageOf } from '../../../platform/errors.ts'
import { nextDue } from '../../../understand/segments/index.ts'
import { mayDo, readerOf } from '../rights.ts'
import { dashboardTables } from '../store.ts'
import { writeSending } from './request-sending.ts'
import { type BoardMail, writeMail } from './write-mail.ts'

const minute = 60_000
const mostAttempts = 10
const pauseAfter = (attempts: number): number => minute * Math.min(60, 2 ** attempts)

/** Write down what has fallen due since, and send what is written down. */
export async function sendMailings(ctx: Context, signal?: AbortSignal): Promise<{ sent: number }> {
  while (await noteDue(ctx)) signal?.throwIfAborted()
  const waiting = await dashboardTables(ctx.postgres)
    .selectFrom('dashboard_sending')
    .select('id')
    .where('state', '=', 'pending')
    .where('next_at', '<=', ctx.clock.now())
    .orderBy('next_at')
    .limit(100)
    .execute()
  let sent = 0
  for (const { id } of waiting) {
    signal?.throwIfAborted()
    sent += await sendOne(ctx, id, signal)
  }
  return { sent }
}

/**
 * Note the slot of one mailing that fell due. The slot and the next due time are one transaction, so that every slot is
 * there once whoever looks; slots that passed while nobody looked are one.
 */
async function noteDue(ctx: Context): Promise<boolean> {
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = dashboardTables(transaction)
    const now = ctx.clock.now()
    const mailing = await db
      .selectFrom('dashboard_mailing')
      .selectAll()
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst()
    if (!mailing) return false
    await writeSending(ctx, transaction, mailing, mailing.due_at)
    await db
      .updateTable('dashboard_mailing')
      .set({ due_at: nextDue(mailing.schedule, ctx.config.timezone, now) })
      .where('id', '=', mailing.id)
      .execute()
    return true
  })
}

/**
 * Send one time of a mailing to whoever has not got it. Its row stays locked meanwhile, so that no other worker sends it
 * too; when this one dies the lock goes with it and another goes on. Each mail is noted at once, and one that was taken
 * by the mail server just before a crash goes again under the same Message-ID.
 */
async function sendOne(ctx: Context, id: string, signal?: AbortSignal): Promise<number> {
  return ctx.postgres.transaction().execute(async (transaction) => {
    const locked = dashboardTables(transaction)
    const sending = await locked
      .selectFrom('dashboard_sending')
      .selectAll()
      .where('id', '=', id)
      .where('state', '=', 'pending')
      .forUpdate()
      .skipLocked()
      .executeTakeFirst()
    if (!sending) return 0
    const attempts = sending.attempts + 1
    const again = (error: string) =>
      locked
        .updateTable('dashboard_sending')
        .set({
          state: attempts >= mostAttempts ? 'failed' : 'pending',
          attempts,
          error: error.slice(0, 300),
          next_at: new Date(ctx.clock.now().getTime() + pauseAfter(attempts)),
        })
        .where('id', '=', id)
        .execute()
    let made: Made
    try {
      made = await makeMail(ctx, sending.mailing_id, signal)
    } catch (error) {
      signal?.throwIfAborted()
      ctx.log.error({ mailing: sending.mailing_id, reason: messageOf(error) }, 'a mailing could not be made')
      await again(error instanceof AppError ? error.message : 'internal')
      return 0
    }
    if ('stopped' in made) {
      await locked
        .updateTable('dashboard_sending')
        .set({ state: 'failed', attempts, error: made.stopped })
        .where('id', '=', id)
        .execute()
      await fail(ctx, id, made.stopped)
      return 0
    }
    const { sent, waiting, failed } = await sendToEach(ctx, id, made.mail, signal)
    if (waiting > 0) await again('not every recipient got it yet')
    else
      await locked
        .updateTable('dashboard_sending')
        .set({ state: failed > 0 ? 'failed' : 'done', attempts, error: null })
        .where('id', '=', id)
        .execute()
    if (waiting > 0 && attempts >= mostAttempts) await fail(ctx, id, 'given up')
    return sent
  })
}

async function fail(ctx: Context, sending: string, error: string): Promise<void> {
  await dashboardTables(ctx.postgres)
    .updateTable('dashboard_mail')
    .set((set) => ({ state: 'failed', error: set.fn.coalesce('error', set.val(error)) }))
    .where('sending_id', '=', sending)
    .where('state', '=', 'pending')
    .execute()
}

async function sendToEach(ctx: Context, sending: string, mail: BoardMail, signal?: AbortSignal) {
  const db = dashboardTables(ctx.postgres)
  const mails = await db
    .selectFrom('dashboard_mail')
    .selectAll()
    .where('sending_id', '=', sending)
    .orderBy('recipient')
    .execute()
  let sent = 0
  let waiting = 0
  let failed = mails.filter(({ state }) => state === 'failed').length
  for (const { id, recipient, attempts } of mails.filter(({ state }) => state === 'pending')) {
    signal?.throwIfAborted()
    const answer = await sendNotice(ctx, { id, to: recipient, ...mail }, signal)
    const state = answer.sent ? 'sent' : answer.retry ? 'pending' : 'failed'
    await db
      .updateTable('dashboard_mail')
      .set({
        state,
        attempts: attempts + 1,
        error: answer.sent ? null : answer.reason.slice(0, 300),
        sent_at: answer.sent ? ctx.clock.now() : null,
      })
      .where('id', '=', id)
      .execute()
    if (state === 'sent') sent += 1
    else if (state === 'pending') waiting += 1
    else failed += 1
  }
  return { sent, waiting, failed }
}

type StopReason = 'owner_disabled' | 'owner_may_not_view' | 'dashboard_archived'
type Made = { readonly mail: BoardMail } | { readonly stopped: StopReason }

/** The mail with the rights of the mailing's owner; a mailing whose owner may no longer see the board is stopped. */
async function makeMail(ctx: Context, id: number, signal?: AbortSignal): Promise<Made> {
  const db = dashboardTables(ctx.postgres)
  const mailing = await db
    .selectFrom('dashboard_mailing')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const board = await db
    .selectFrom('dashboard')
    .selectAll()
    .where('id', '=', mailing.dashboard_id)
    .executeTakeFirstOrThrow()
  const actor = await actorOfUser(ctx.postgres, mailing.owner)
  if (!actor) return { stopped: await stop(ctx, mailing, 'owner_disabled') }
  const theirs = withActor(ctx, actor)
  if (!actor.scopes.has('learn:read') || mayDo(await readerOf(theirs), board) === null)
    return { stopped: await stop(ctx, mailing, 'owner_may_not_view') }
  if (board.archived_at) return { stopped: await stop(ctx, mailing, 'dashboard_archived') }
  const { language, owner } = mailing
  const filters = mailing.filters ?? board.filters
  return { mail: await writeMail(theirs, board, { language, filters, owner }, signal) }
}

async function stop(
  ctx: Context,
  { id, dashboard_id }: { id: number; dashboard_id: number },
  reason: StopReason,
): Promise<StopReason> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    await dashboardTables(transaction)
      .updateTable('dashboard_mailing')
      .set((set) => ({
        stopped: reason,
        due_at: null,
        version: set('version', '+', 1),
        updated_at: ctx.clock.now(),
      }))
      .where('id', '=', id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'dashboard_mailing.stop',
      objectKind: 'dashboard',
      objectId: String(dashboard_id),
      detail: { mailing: id, reason },
    })
  })
  return reason
}
