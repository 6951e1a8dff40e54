import { z } from 'zod'
import { defineQuery } from '../../../../platform/clickhouse/define-query.ts'
import type { Context } from '../../../../platform/context.ts'
import type { Route } from '../../provider.ts'
import { type Receipt, recordReceipts } from '../../receive-receipts.ts'
import type { WechatApi } from '../wechat-api.ts'
import { massNumber } from './send-mass.ts'
import { type ContactSettings, wecomApi } from './settings.ts'
import { wecomTables } from './store.ts'
import {
  cancelMassMessage,
  type MassResult,
  readMassResults,
  readMassTasks,
  remindMassMessage,
} from './wecom-client.ts'

const hour = 3_600_000
/** Mass messages asked about in one go. */
const most = 200
/** WeCom: 0 not sent yet, 1 sent, 2 no longer a contact, 3 the customer got too many today. */
const failures = new Map([
  [2, 'the customer is no longer a contact'],
  [3, 'the customer got too many mass messages today'],
])

/** Ask WeCom about mass messages that wait for staff: note whom they reached, remind, and in the end give up. */
export async function followUpMass(ctx: Context, route: Route<ContactSettings>): Promise<void> {
  const now = ctx.clock.now()
  const waiting = await wecomTables(ctx.postgres)
    .selectFrom('wecom_mass_message')
    .selectAll()
    .where('route_id', '=', route.id)
    .where('state', '=', 'waiting')
    .orderBy('polled_at', (by) => by.asc().nullsFirst())
    .limit(most)
    .execute()
  const api = wecomApi(ctx, route.settings)
  for (const message of waiting) {
    const outcome = await readOutcome(api, message.msgid)
    if (outcome === undefined) continue
    await store(ctx, route, message.msgid, outcome.results)
    const age = now.getTime() - message.created_at.getTime()
    const open = outcome.waiting
    if (open && age > route.settings.expireAfterHours * hour) {
      await giveUpMass(ctx, route, message.msgid, 'expired')
      continue
    }
    if (open && mayRemind(message, now, route.settings.remindAfterHours))
      await remindMass(ctx, route, message.msgid)
    await wecomTables(ctx.postgres)
      .updateTable('wecom_mass_message')
      .set({
        polled_at: now,
        sent: outcome.results.filter(({ status }) => status === 1).length,
        failed: outcome.results.filter(({ status }) => failures.has(status)).length,
        ...(open ? {} : { state: 'done' as const }),
      })
      .where('route_id', '=', route.id)
      .where('msgid', '=', message.msgid)
      .where('state', '=', 'waiting')
      .execute()
  }
}

/** undefined: WeCom could not be asked; the next minute does. */
async function readOutcome(
  api: WechatApi,
  msgid: string,
): Promise<{ results: MassResult[]; waiting: boolean } | undefined> {
  const tasks = await everyPage(
    (cursor) => readMassTasks(api, msgid, cursor),
    (body) => body.task_list,
  )
  if (!tasks) return undefined
  const results: MassResult[] = []
  for (const { userid, status } of tasks) {
    if (status === 0) continue
    const part = await everyPage(
      (cursor) => readMassResults(api, msgid, userid, cursor),
      (body) => body.send_list,
    )
    if (!part) return undefined
    results.push(...part)
  }
  // The list of tasks fills a moment after the message was made.
  const waiting = tasks.length === 0 || tasks.some(({ status }) => status === 0)
  return { results, waiting: waiting || results.some(({ status }) => status === 0) }
}

type Page = { readonly next_cursor: string }

async function everyPage<Body extends Page, Row>(
  read: (cursor: string) => Promise<{ kind: 'ok'; body: Body } | { kind: 'later' | 'refused' }>,
  rowsOf: (body: Body) => readonly Row[],
): Promise<Row[] | undefined> {
  const rows: Row[] = []
  for (let cursor = ''; ;) {
    const answer = await read(cursor)
    if (answer.kind !== 'ok') return undefined
    rows.push(...rowsOf(answer.body))
    if (answer.body.next_cursor === '' || answer.body.next_cursor === cursor) return rows
    cursor = answer.body.next_cursor
  }
}

async function store(
  ctx: Context,
  route: Route<ContactSettings>,
  msgid: string,
  results: readonly MassResult[],
): Promise<void> {
  const now = ctx.clock.now()
  const receipts = results.flatMap(({ external_userid: user, status, send_time: sentAt }): Receipt[] => {
    const message = massNumber(msgid, user ?? '')
    const at = sentAt ? new Date(sentAt * 1_000) : now
    if (status === 1) return [{ message, status: 'sent', at }]
    const detail = failures.get(status)
    return detail === undefined ? [] : [{ message, status: 'failed', at, detail }]
  })
  await recordReceipts(ctx, { id: route.id, provider: 'wecom' }, receipts)
}

/** Three times in 24 hours is what WeCom allows; between our own reminders lie `afterHours`. */
function mayRemind(message: { created_at: Date; reminded: Date[] }, now: Date, afterHours: number): boolean {
  if (afterHours === 0) return false
  const last = message.reminded.at(-1) ?? message.created_at
  return remindersLeft(message.reminded, now) > 0 && now.getTime() - last.getTime() >= afterHours * hour
}

export function remindersLeft(reminded: readonly Date[], now: Date): number {
  return 3 - reminded.filter((at) => now.getTime() - at.getTime() < 24 * hour).length
}

/** Remind the member of staff who has not confirmed. Says why when WeCom refuses. */
export async function remindMass(
  ctx: Context,
  route: Pick<Route<ContactSettings>, 'id' | 'settings'>,
  msgid: string,
): Promise<string | null> {
  const answer = await remindMassMessage(wecomApi(ctx, route.settings), msgid)
  if (answer.kind !== 'ok') return answer.reason
  await wecomTables(ctx.postgres)
    .updateTable('wecom_mass_message')
    .set((is) => ({ reminded: is.fn('array_append', ['reminded', is.val(ctx.clock.now())]) }))
    .where('route_id', '=', route.id)
    .where('msgid', '=', msgid)
    .execute()
  return null
}

/** Those of a mass message who got nothing so far. */
const readUnsent = defineQuery({
  sql: `
    SELECT message FROM touch_message FINAL
    WHERE route = {route:UInt32} AND startsWith(message, concat({msgid:String}, ':'))
      AND (journey, touch) NOT IN (
        SELECT journey, touch FROM touch_receipt
        WHERE status IN ('sent', 'failed') AND (journey, touch) IN (
          SELECT journey, touch FROM touch_message FINAL
          WHERE route = {route:UInt32} AND startsWith(message, concat({msgid:String}, ':'))))`,
  parameters: z.object({ route: z.number(), msgid: z.string() }),
  row: z.object({ message: z.string() }),
})

/** Answers whether it was begun before. */
async function noteTakingBack(ctx: Context, route: number, msgid: string): Promise<boolean> {
  const { numUpdatedRows } = await wecomTables(ctx.postgres)
    .updateTable('wecom_mass_message')
    .set({ taking_back: ctx.clock.now() })
    .where('route_id', '=', route)
    .where('msgid', '=', msgid)
    .where('taking_back', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 0n
}

async function forgetTakingBack(ctx: Context, route: number, msgid: string): Promise<void> {
  await wecomTables(ctx.postgres)
    .updateTable('wecom_mass_message')
    .set({ taking_back: null })
    .where('route_id', '=', route)
    .where('msgid', '=', msgid)
    .execute()
}

/** Take a mass message back that nobody confirmed. What was sent stays sent. Says why when WeCom refuses. */
export async function giveUpMass(
  ctx: Context,
  route: Pick<Route<ContactSettings>, 'id' | 'settings'>,
  msgid: string,
  state: 'cancelled' | 'expired',
): Promise<string | null> {
  // A worker that was killed after WeCom had taken it back is told that there is nothing to take back.
  const begun = await noteTakingBack(ctx, route.id, msgid)
  const answer = await cancelMassMessage(wecomApi(ctx, route.settings), msgid)
  if (answer.kind === 'later' || (answer.kind === 'refused' && !begun)) {
    if (answer.kind === 'refused') await forgetTakingBack(ctx, route.id, msgid)
    return answer.reason
  }
  const unsent = await readUnsent(ctx.clickhouse, { route: route.id, msgid })
  const detail = state === 'expired' ? 'the staff member did not confirm in time' : 'it was cancelled'
  await recordReceipts(
    ctx,
    { id: route.id, provider: 'wecom' },
    unsent.map(({ message }) => ({ message, status: 'failed', at: ctx.clock.now(), detail })),
  )
  await wecomTables(ctx.postgres)
    .updateTable('wecom_mass_message')
    .set((is) => ({ state, failed: is('failed', '+', unsent.length) }))
    .where('route_id', '=', route.id)
    .where('msgid', '=', msgid)
    .execute()
  return null
}
