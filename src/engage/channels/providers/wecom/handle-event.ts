import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from '../../../../platform/context.ts'
import type { ApiAnswer } from '../wechat-api.ts'
import { eventKey, readEvent, type WecomEvent } from './read-event.ts'
import { type ContactSettings, wecomApi } from './settings.ts'
import { wecomTables } from './store.ts'
import { type ContactChange, storeContact } from './store-contact.ts'
import { readContact, sendWelcome } from './wecom-client.ts'

/** A welcome code is good for 20 seconds. */
const welcomeMilliseconds = 20_000
const again = [500, 1_000, 2_000, 4_000]
/** 41050, 41051, 41096: the code is over, or the customer was welcomed already. */
const noLongerWelcome = new Set([41_050, 41_051, 41_096])

const arrivals = new Set(['add_external_contact', 'add_half_external_contact', 'edit_external_contact'])
const departures = new Set(['del_external_contact', 'del_follow_user'])

/** What follows from one event of WeCom. Says what did not work out and never will. */
export async function handleEvent(
  ctx: Context,
  route: { readonly id: number; readonly settings: ContactSettings },
  xml: string,
  receivedAt: Date,
): Promise<string | null> {
  const event = readEvent(xml)
  if (event.Event !== 'change_external_contact' || event.ExternalUserID === '') return null
  const active = arrivals.has(event.ChangeType)
  if (!active && !departures.has(event.ChangeType)) return null
  // First the welcome: it is the one thing that cannot wait.
  const problem = event.WelcomeCode === '' ? null : await welcome(ctx, route, event, receivedAt)
  const details = active ? await readContact(wecomApi(ctx, route.settings), event.ExternalUserID) : undefined
  await storeContact(ctx, {
    externalUser: event.ExternalUserID,
    staff: event.UserID,
    active,
    kind: kindOf(event.ChangeType),
    state: event.State,
    unionid: details?.kind === 'ok' ? (details.body.external_contact.unionid ?? '') : '',
    evidence: `wecom:${eventKey(event)}`,
    at: new Date(event.CreateTime * 1_000),
  })
  if (details?.kind === 'later') throw new Error(`WeCom did not say who the customer is: ${details.reason}`)
  return problem
}

const kindOf = (change: string): ContactChange['kind'] =>
  departures.has(change) ? 'ended' : change === 'edit_external_contact' ? 'edited' : 'begun'

async function welcome(
  ctx: Context,
  route: { readonly id: number; readonly settings: ContactSettings },
  event: WecomEvent,
  receivedAt: Date,
): Promise<string | null> {
  const text = (await wayText(ctx, route.id, event.State)) || route.settings.welcome
  if (text === '') return null
  const api = wecomApi(ctx, route.settings)
  const late = (): boolean => ctx.clock.now().getTime() - receivedAt.getTime() > welcomeMilliseconds
  let answer: ApiAnswer<unknown> | undefined
  for (const wait of [0, ...again]) {
    await pause(wait)
    if (late()) return 'no welcome message: the code was more than 20 seconds old'
    answer = await sendWelcome(api, event.WelcomeCode, text)
    if (answer.kind === 'ok' || answer.kind === 'refused') break
  }
  if (answer === undefined || answer.kind === 'ok' || noLongerWelcome.has(answer.code)) return null
  return `no welcome message: ${answer.reason}`
}

async function wayText(ctx: Context, route: number, state: string): Promise<string> {
  if (state === '') return ''
  const way = await wecomTables(ctx.postgres)
    .selectFrom('wecom_contact_way')
    .select('welcome')
    .where('route_id', '=', route)
    .where('state', '=', state)
    .executeTakeFirst()
  return way?.welcome ?? ''
}
