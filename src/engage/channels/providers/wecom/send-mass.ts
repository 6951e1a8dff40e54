import { z } from 'zod'
import type { Context } from '../../../../platform/context.ts'
import { messageOf } from '../../../../platform/errors.ts'
import { type BatchResult, mayHaveArrived, type Message, type Result, type Route } from '../../provider.ts'
import { forgetAsks, noteAnswer, noteAsks, readAsks } from './mass-asks.ts'
import { type ContactSettings, wecomApi } from './settings.ts'
import { wecomTables } from './store.ts'
import { readStaff } from './store-contact.ts'
import { createMassMessage } from './wecom-client.ts'

/** By what receipts name a message of one customer. */
export const massNumber = (msgid: string, externalUser: string): string => `${msgid}:${externalUser}`

/**
 * Ask staff to send: one mass message for each member of staff and text, which waits until they confirm it. Customers
 * who get the same words share one.
 */
export async function sendMass(
  ctx: Context,
  route: Route<ContactSettings>,
  journey: number,
  batch: readonly Message[],
  signal?: AbortSignal,
): Promise<BatchResult> {
  let staff: ReadonlyMap<string, string>
  let asked: ReadonlyMap<string, string | null>
  try {
    const rows = await readStaff(ctx.clickhouse, { externalUsers: batch.map(({ address }) => address) })
    staff = new Map(rows.map((row) => [row.externalUser, row.staff]))
    asked = await readAsks(
      ctx,
      { route: route.id, journey },
      batch.map(({ touch }) => touch),
    )
  } catch (error) {
    return { results: [], retry: messageOf(error) }
  }
  const results = batch.flatMap(({ touch, address }): Result[] => {
    const msgid = asked.get(touch)
    if (msgid === null) return [mayHaveArrived(touch, 'the worker was stopped while it asked WeCom')]
    if (msgid !== undefined) {
      return [{ touch, status: 'pending', detail: '', message: massNumber(msgid, address) }]
    }
    if (staff.has(address)) return []
    return [{ touch, status: 'failed', detail: 'nobody of the staff has this customer as a contact' }]
  })
  const groups = Map.groupBy(
    batch.filter(({ touch, address }) => staff.has(address) && !asked.has(touch)),
    ({ address, body, content }) => JSON.stringify([staff.get(address), body, content]),
  )
  for (const group of groups.values()) {
    const [first] = group
    if (!first) continue
    if (signal?.aborted) return { results, retry: 'the worker stops' }
    const sender = staff.get(first.address) ?? ''
    const touches = group.map(({ touch }) => touch)
    await noteAsks(ctx, route.id, touches)
    const answer = await createMassMessage(wecomApi(ctx, route.settings), {
      sender,
      customers: group.map(({ address }) => address),
      ...wordsOf(first),
    })
    if (answer.kind === 'later' && !answer.uncertain) {
      await forgetAsks(ctx, route.id, touches)
      const wait = answer.afterSeconds === null ? {} : { retryAfterSeconds: answer.afterSeconds }
      return { results, retry: answer.reason, ...wait }
    }
    if (answer.kind === 'later') {
      // Asking again without knowing could make a second message, and WeCom has no key to tell it is the same.
      results.push(...touches.map((touch) => mayHaveArrived(touch, answer.reason)))
      continue
    }
    if (answer.kind === 'refused') {
      await forgetAsks(ctx, route.id, touches)
      results.push(...touches.map((touch): Result => ({ touch, status: 'failed', detail: answer.reason })))
      continue
    }
    const { msgid, fail_list: failed } = answer.body
    await noteMass(ctx, route.id, touches, {
      msgid,
      staff: sender,
      customers: group.length - failed.length,
    })
    results.push(
      ...group.map(({ touch, address }): Result =>
        failed.includes(address)
          ? { touch, status: 'failed', detail: 'WeCom does not let this customer be written to' }
          : { touch, status: 'pending', detail: '', message: massNumber(msgid, address) },
      ),
    )
  }
  return { results }
}

const massContent = z.object({
  text: z.string(),
  link: z
    .object({ title: z.string(), description: z.string(), url: z.string(), picture: z.string() })
    .optional(),
})

function wordsOf(message: Message): Pick<Parameters<typeof createMassMessage>[1], 'text' | 'link'> {
  const content = massContent.safeParse(message.content).data
  if (!content) return { text: message.body }
  const { text, link } = content
  if (!link) return { text }
  const { title, description, url, picture } = link
  return {
    text,
    link: {
      title,
      url,
      ...(description ? { desc: description } : {}),
      ...(picture ? { picurl: picture } : {}),
    },
  }
}

async function noteMass(
  ctx: Context,
  route: number,
  touches: readonly string[],
  message: { msgid: string; staff: string; customers: number },
): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    await wecomTables(transaction)
      .insertInto('wecom_mass_message')
      .values({ route_id: route, ...message, state: 'waiting', created_at: ctx.clock.now(), polled_at: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await noteAnswer({ postgres: transaction }, route, touches, message.msgid)
  })
}
