import { z } from 'zod'
import type { Context } from '../../../../platform/context.ts'
import type { BatchResult, Message, Result, Route } from '../../provider.ts'
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
  batch: readonly Message[],
  signal?: AbortSignal,
): Promise<BatchResult> {
  const rows = await readStaff(ctx.clickhouse, { externalUsers: batch.map(({ address }) => address) })
  const staff = new Map(rows.map((row) => [row.externalUser, row.staff]))
  const results: Result[] = batch
    .filter(({ address }) => !staff.has(address))
    .map(({ touch }) => ({
      touch,
      status: 'failed',
      detail: 'nobody of the staff has this customer as a contact',
    }))
  const groups = Map.groupBy(
    batch.filter(({ address }) => staff.has(address)),
    ({ address, body, content }) => JSON.stringify([staff.get(address), body, content]),
  )
  for (const group of groups.values()) {
    const [first] = group
    if (!first) continue
    const sender = staff.get(first.address) ?? ''
    const answer = await createMassMessage(
      wecomApi(ctx, route.settings),
      {
        sender,
        customers: group.map(({ address }) => address),
        ...wordsOf(first),
      },
      signal,
    )
    if (answer.kind === 'later' && !answer.uncertain) {
      const wait = answer.afterSeconds === null ? {} : { retryAfterSeconds: answer.afterSeconds }
      return { results, retry: answer.reason, ...wait }
    }
    if (answer.kind !== 'ok') {
      // Asking again without knowing could make a second message, and WeCom has no key to tell it is the same.
      const detail =
        answer.kind === 'later' ? `${answer.reason}: it may wait in WeCom all the same` : answer.reason
      results.push(...group.map(({ touch }): Result => ({ touch, status: 'failed', detail })))
      continue
    }
    const { msgid, fail_list: failed } = answer.body
    await note(ctx, route.id, { msgid, staff: sender, customers: group.length - failed.length })
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

async function note(
  ctx: Context,
  route: number,
  message: { msgid: string; staff: string; customers: number },
): Promise<void> {
  await wecomTables(ctx.postgres)
    .insertInto('wecom_mass_message')
    .values({ route_id: route, ...message, state: 'waiting', created_at: ctx.clock.now(), polled_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
