import { type Selectable, sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { cutPage, decodeCursor } from '../../../platform/http/route-kit.ts'
import { scheduleOf } from '../../../understand/segments/index.ts'
import { boardFor } from '../rights.ts'
import { dashboardTables, type MailingTable } from '../store.ts'
import type { MailingView, sendingQuery, SendingView } from './schema.ts'

/** The mailings of a board: all of them for its editors, one's own for others. @throws AppError not_found */
export async function listMailings(ctx: Context, dashboard: number): Promise<MailingView[]> {
  const { may, reader } = await boardFor(ctx, dashboard)
  let rows = dashboardTables(ctx.postgres)
    .selectFrom('dashboard_mailing')
    .selectAll()
    .where('dashboard_id', '=', dashboard)
    .orderBy('id')
  if (may === 'view') rows = rows.where('owner', '=', reader.principal)
  const found = await rows.execute()
  const last = await lastSendings(
    ctx,
    found.map(({ id }) => id),
  )
  return found.map((row) => viewOf(row, last.get(row.id) ?? null))
}

/** @throws AppError not_found */
export async function readMailing(ctx: Context, dashboard: number, id: number): Promise<MailingView> {
  const found = (await listMailings(ctx, dashboard)).find((one) => one.id === id)
  if (!found) throw new AppError('not_found', `The dashboard ${dashboard} has no mailing ${id}`)
  return found
}

async function lastSendings(
  ctx: Context,
  mailings: readonly number[],
): Promise<Map<number, MailingView['last']>> {
  if (mailings.length === 0) return new Map()
  const rows = await dashboardTables(ctx.postgres)
    .selectFrom('dashboard_sending')
    .distinctOn('mailing_id')
    .select(['mailing_id', 'made_at', 'state'])
    .where('mailing_id', 'in', [...mailings])
    .orderBy('mailing_id')
    .orderBy('made_at', 'desc')
    .execute()
  return new Map(
    rows.map(({ mailing_id, made_at, state }) => [mailing_id, { at: made_at.toISOString(), state }]),
  )
}

function viewOf(row: Selectable<MailingTable>, last: MailingView['last']): MailingView {
  return {
    id: row.id,
    dashboard: row.dashboard_id,
    owner: row.owner,
    recipients: row.recipients,
    language: row.language,
    schedule: scheduleOf(row.schedule),
    filters: row.filters,
    enabled: row.enabled,
    stopped: row.stopped,
    dueAt: row.due_at?.toISOString() ?? null,
    last,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

/** One page of the times that a mailing was sent, the newest first. @throws AppError not_found */
export async function listSendings(
  ctx: Context,
  dashboard: number,
  mailing: number,
  { cursor, limit }: z.output<typeof sendingQuery>,
): Promise<{ items: SendingView[]; next: string | null }> {
  await readMailing(ctx, dashboard, mailing)
  const db = dashboardTables(ctx.postgres)
  let rows = db
    .selectFrom('dashboard_sending')
    .selectAll()
    .where('mailing_id', '=', mailing)
    .orderBy('made_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (cursor !== undefined) {
    const [at, id] = decodeCursor(cursor, z.tuple([z.iso.datetime(), z.uuid()]))
    rows = rows.where(sql<boolean>`(made_at, id) < (${new Date(at)}, ${id}::uuid)`)
  }
  const found = await rows.execute()
  const { items: page, next } = cutPage(found, limit, (last) => [last.made_at.toISOString(), last.id])
  const mails =
    page.length === 0
      ? []
      : await db
          .selectFrom('dashboard_mail')
          .selectAll()
          .where(
            'sending_id',
            'in',
            page.map(({ id }) => id),
          )
          .orderBy('recipient')
          .execute()
  return {
    items: page.map((row) => ({
      id: row.id,
      slot: row.slot?.toISOString() ?? null,
      requestedBy: row.requested_by,
      at: row.made_at.toISOString(),
      state: row.state,
      error: row.error,
      mails: mails
        .filter(({ sending_id }) => sending_id === row.id)
        .map(({ recipient, state, error, sent_at }) => ({
          recipient,
          state,
          error,
          sentAt: sent_at?.toISOString() ?? null,
        })),
    })),
    next,
  }
}
