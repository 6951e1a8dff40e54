import { z } from 'zod'
import { writeAudit } from '../../../../govern/audit/index.ts'
import type { Context } from '../../../../platform/context.ts'
import { AppError } from '../../../../platform/errors.ts'
import { cutPage, decodeCursor } from '../../../../platform/http/route-kit.ts'
import { contactRoute } from './contact-route.ts'
import { giveUpMass, remindersLeft, remindMass } from './follow-up-mass.ts'
import { wecomTables } from './store.ts'

export const massMessageState = z.enum(['waiting', 'done', 'cancelled', 'expired'])

export const massMessageView = z.object({
  route: z.number().int(),
  msgid: z.string(),
  staff: z.string().describe('Who must confirm it'),
  customers: z.number().int(),
  state: massMessageState,
  sent: z.number().int(),
  failed: z.number().int(),
  reminders: z.number().int(),
  remindersLeft: z.number().int().describe('WeCom allows three in 24 hours'),
  createdAt: z.iso.datetime(),
})
export type MassMessageView = z.infer<typeof massMessageView>

const cursorShape = z.tuple([z.iso.datetime(), z.string()])

/** Mass messages, newest first. */
export async function listMassMessages(
  ctx: Context,
  page: { cursor?: string; limit: number; state?: z.infer<typeof massMessageState> },
): Promise<{ items: MassMessageView[]; next: string | null }> {
  let query = wecomTables(ctx.postgres).selectFrom('wecom_mass_message').selectAll()
  if (page.state !== undefined) query = query.where('state', '=', page.state)
  if (page.cursor !== undefined) {
    const [at, msgid] = decodeCursor(page.cursor, cursorShape)
    query = query.where((is) =>
      is.or([
        is('created_at', '<', new Date(at)),
        is.and([is('created_at', '=', new Date(at)), is('msgid', '<', msgid)]),
      ]),
    )
  }
  const rows = await query
    .orderBy('created_at', 'desc')
    .orderBy('msgid', 'desc')
    .limit(page.limit + 1)
    .execute()
  const { items, next } = cutPage(rows, page.limit, (last) => [last.created_at.toISOString(), last.msgid])
  const now = ctx.clock.now()
  return {
    items: items.map((row) => ({
      route: row.route_id,
      msgid: row.msgid,
      staff: row.staff,
      customers: row.customers,
      state: row.state,
      sent: row.sent,
      failed: row.failed,
      reminders: row.reminded.length,
      remindersLeft: row.state === 'waiting' ? Math.max(0, remindersLeft(row.reminded, now)) : 0,
      createdAt: row.created_at.toISOString(),
    })),
    next,
  }
}

/** Remind the member of staff, or take the message back, while it waits for them. */
export async function actOnMassMessage(
  ctx: Context,
  id: { route: number; msgid: string },
  action: 'remind' | 'cancel',
): Promise<void> {
  const row = await wecomTables(ctx.postgres)
    .selectFrom('wecom_mass_message')
    .select(['state', 'reminded'])
    .where('route_id', '=', id.route)
    .where('msgid', '=', id.msgid)
    .executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no mass message ${id.msgid}`)
  if (row.state !== 'waiting') {
    throw new AppError('conflict', `The mass message no longer waits for anybody: it is ${row.state}`)
  }
  if (action === 'remind' && remindersLeft(row.reminded, ctx.clock.now()) <= 0) {
    throw new AppError('rate_limited', 'The staff were reminded three times in the last 24 hours: wait')
  }
  const route = await contactRoute(ctx, id.route)
  const problem =
    action === 'remind'
      ? await remindMass(ctx, route, id.msgid)
      : await giveUpMass(ctx, route, id.msgid, 'cancelled')
  if (problem !== null) throw new AppError('unavailable', `WeCom did not do it: ${problem}`)
  await ctx.postgres.transaction().execute((transaction) =>
    writeAudit(transaction, ctx, {
      action: `wecom.mass_message.${action}`,
      objectKind: 'wecom_mass_message',
      objectId: id.msgid,
      detail: { route: id.route },
    }),
  )
}
