import { encrypt, getSignature } from '@wecom/crypto'
import type { FastifyInstance } from 'fastify'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../../test/harness/test-context.ts'
import { applyContactPolicy } from '../../../../decide/policy/index.ts'
import { systemActor } from '../../../../platform/actor.ts'
import { encryptContact } from '../../../../platform/crypto/contact-cipher.ts'
import { createServer } from '../../../../platform/http/server.ts'
import { closeCarriers } from '../../carriers.ts'
import { dispatchTouches } from '../../dispatch-touches.ts'
import { hookRoutes } from '../../hooks.ts'
import { readRoutes } from '../../read-routes.ts'
import { saveRoute } from '../../save-route.ts'
import { queueTouches, saveCustomers } from '../../testing/queued-touches.ts'
import { followUpMass, giveUpMass } from './follow-up-mass.ts'
import { handleRoute } from './hooks.ts'
import type { MassMessageView } from './mass-messages.ts'
import { wecomRoutes } from './routes.ts'
import { contactSettings } from './settings.ts'
import { wecomTables } from './store.ts'
import { openWecomService, type WecomService } from './testing/wecom-service.ts'

let t: TestContext
let app: FastifyInstance
let service: WecomService
let hook: string
const token = 'QDG6eK'
const aesKey = randomBytes(32)
  .toString('base64')
  .replaceAll(/[^A-Za-z0-9]/g, 'A')
  .slice(0, 43)

beforeAll(async () => {
  t = await openTestContext({ overrides: { webhook: { allowPrivateAddresses: true } } })
  await applyContactPolicy(t.ctx, { consent: 'opt_out', caps: [], quietHours: null })
  service = await openWecomService({ wmAda: 'union-ada' })
  app = await createServer(t.ctx, () => Promise.resolve(systemActor))
  await app.register(hookRoutes)
  await app.register(wecomRoutes)
  await saveRoute(t.ctx, 'wecom_mass', {
    provider: 'wecom',
    settings: {
      baseUrl: service.url,
      corpId: 'wwcorp',
      secret: 'app-secret',
      callbackToken: token,
      callbackAesKey: aesKey,
      welcome: '您好，我是您的客户经理',
    },
  })
  hook = (await route()).hookPath
})
afterAll(async () => {
  await closeCarriers(t.ctx)
  await app.close()
  await service.close()
  await t.close()
})

async function route() {
  const [found] = await readRoutes(t.ctx, 'wecom_mass')
  if (!found) throw new Error('no route')
  return { ...found, settings: contactSettings.parse(found.settings) }
}

const seconds = () => String(Math.floor(t.clock.now().getTime() / 1_000))

function signed(encrypted: string): string {
  const timestamp = seconds()
  const query = {
    msg_signature: getSignature(token, timestamp, 'n0nce', encrypted),
    timestamp,
    nonce: 'n0nce',
  }
  return String(new URLSearchParams(query))
}

/** Deliver a callback as WeCom does. */
async function callBack(fields: Readonly<Record<string, string>>) {
  const all = {
    ToUserName: 'wwcorp',
    FromUserName: 'sys',
    CreateTime: seconds(),
    MsgType: 'event',
    Event: 'change_external_contact',
    ...fields,
  }
  const xml = Object.entries(all).map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
  const encrypted = encrypt(aesKey, `<xml>${xml.join('')}</xml>`, 'wwcorp')
  return app.inject({
    method: 'POST',
    url: `${hook}?${signed(encrypted)}`,
    headers: { 'content-type': 'text/xml' },
    payload: `<xml><ToUserName>wwcorp</ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt><AgentID></AgentID></xml>`,
  })
}

const arrival = (user: string, staff: string, more: Readonly<Record<string, string>> = {}) => ({
  ChangeType: 'add_external_contact',
  UserID: staff,
  ExternalUserID: user,
  ...more,
})

const rows = <Row>(sql: string, row: z.ZodType<Row>) => t.ctx.clickhouse.query(sql, {}, row)
const contacts = () =>
  rows(
    'SELECT external_user, staff, state, active FROM wecom_contact FINAL ORDER BY external_user, staff',
    z.object({ external_user: z.string(), staff: z.string(), state: z.string(), active: z.number() }),
  )
const users = async () => (await contacts()).map((row) => row.external_user)
const isActive = async (user: string) => (await contacts()).find((row) => row.external_user === user)?.active
const callbacks = () =>
  t.ctx.postgres
    .withTables<{ provider_callback: { handled_at: Date | null; attempts: number } }>()
    .selectFrom('provider_callback')
    .select('attempts')

/** What journeys see of contacts. */
const said = async () =>
  (
    await rows(
      "SELECT concat(name, ' ', properties['staff'], ' ', properties['state']) AS event FROM event WHERE channel = 'wecom' ORDER BY at, event",
      z.object({ event: z.string() }),
    )
  ).map(({ event }) => event.trim())

it('echoes what WeCom sends to see whether the address is ours', async () => {
  const echo = encrypt(aesKey, '1616140317555161061', 'wwcorp')
  const query = `${signed(echo)}&echostr=${encodeURIComponent(echo)}`
  const answer = await app.inject({ method: 'GET', url: `${hook}?${query}` })
  expect([answer.statusCode, answer.body]).toEqual([200, '1616140317555161061'])
  const forged = await app.inject({ method: 'GET', url: `${hook}?${query.replace('n0nce', 'other')}` })
  expect(forged.statusCode).toBe(403)
  const elsewhere = await app.inject({ method: 'GET', url: `/hooks/wecom/wrong?${query}` })
  expect(elsewhere.statusCode).toBe(404)
})

it('answers nonsense and bombs at once, and believes none of them', async () => {
  const entities = Array.from({ length: 9 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join(
    '',
  )
  for (const payload of [
    '',
    '\u0000\u0001',
    `<!DOCTYPE x [<!ENTITY e0 "ha">${entities}]><xml><Encrypt>&e9;</Encrypt></xml>`,
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Encrypt>&a;</Encrypt></xml>',
    '<a>'.repeat(50_000),
    `<xml>${'<a/>'.repeat(900_000)}</xml>`,
    '<xml><__proto__><Encrypt>x</Encrypt></__proto__></xml>',
  ]) {
    const { statusCode } = await app.inject({
      method: 'POST',
      url: `${hook}?msg_signature=aa&timestamp=1&nonce=2`,
      headers: { 'content-type': 'text/xml' },
      payload,
    })
    expect([400, 403]).toContain(statusCode)
  }
})

it('welcomes a customer once, and knows who met whom by which code', async () => {
  const { id } = await route()
  await wecomTables(t.ctx.postgres)
    .insertInto('wecom_contact_way')
    .values({
      route_id: id,
      name: '网点海报',
      state: 'poster',
      staff: ['lin'],
      welcome: '欢迎来到网点',
      config_id: 'c',
      qr_code: '',
      created_by: 'test',
      created_at: t.clock.now(),
    })
    .execute()
  const event = arrival('wmAda', 'lin', { State: 'poster', WelcomeCode: 'WELCOME1' })
  const answers = [await callBack(event), await callBack(event), await callBack(event)]
  expect(answers.map(({ statusCode, body }) => `${statusCode} ${body}`)).toEqual(Array(3).fill('200 success'))
  await expect.poll(contacts).toHaveLength(1)
  expect(service.to('/send_welcome_msg')).toEqual([
    { welcome_code: 'WELCOME1', text: { content: '欢迎来到网点' } },
  ])
  expect(await contacts()).toEqual([{ external_user: 'wmAda', staff: 'lin', state: 'poster', active: 1 }])
  const identifiers = await rows(
    "SELECT namespace, uniqExact(customer) AS customers FROM identifier FINAL WHERE value IN ('wmAda', 'union-ada') GROUP BY namespace ORDER BY namespace",
    z.object({ namespace: z.string(), customers: z.coerce.number() }),
  )
  expect(identifiers.map(({ namespace }) => namespace)).toEqual(['external_userid', 'unionid'])
  await expect.poll(said).toEqual(['$wecom_contact_added lin poster'])
})

it('does not welcome when the code is no longer good, and still knows the customer', async () => {
  service.calls.length = 0
  service.fail('/cgi-bin/externalcontact/send_welcome_msg', 41_050)
  await callBack(arrival('wmBob', 'lin', { WelcomeCode: 'OLD' }))
  await expect.poll(users).toContain('wmBob')
  expect(service.to('/send_welcome_msg')).toEqual([])
})

it('asks WeCom again who a customer is when it was too busy to say', async () => {
  service.fail('/cgi-bin/externalcontact/get', 45_009)
  await callBack(arrival('wmBusy', 'lin'))
  await expect.poll(users).toContain('wmBusy')
  const repeated = async () => {
    await handleRoute(t.ctx, await route())
    return callbacks().where('attempts', '>', 1).where('handled_at', 'is not', null).execute()
  }
  await expect.poll(repeated).toEqual([{ attempts: 2 }])
  t.clock.advance(1_000)
  await callBack({ ChangeType: 'del_external_contact', UserID: 'lin', ExternalUserID: 'wmBusy' })
  await expect.poll(() => isActive('wmBusy')).toBe(0)
})

it('sees that a customer ended the contact', async () => {
  t.clock.advance(60_000)
  await callBack({ ChangeType: 'del_follow_user', UserID: 'lin', ExternalUserID: 'wmBob' })
  await expect.poll(() => isActive('wmBob')).toBe(0)
  const points = () =>
    rows(
      "SELECT value = '' AS gone FROM contact_point FINAL WHERE kind = 'wecom_external' ORDER BY gone",
      z.object({ gone: z.number() }),
    )
  await expect.poll(points).toEqual([{ gone: 0 }, { gone: 1 }, { gone: 1 }])
  await expect.poll(async () => (await said()).at(-1)).toBe('$wecom_contact_removed lin')
})

it('lets staff confirm a mass message, and learns then whom it reached', async () => {
  const people = ['wmOne', 'wmTwo', 'wmThree', 'wmFour', 'wmFive']
  for (const user of people) await callBack(arrival(user, user === 'wmFive' ? 'zhao' : 'lin'))
  // A callback is handled when also the address is stored, to which the message goes.
  await expect.poll(() => callbacks().where('handled_at', 'is', null).execute()).toEqual([])
  expect(await contacts()).toHaveLength(8)
  // Bank customers 101…106, of whom 106 is nobody's contact.
  await saveCustomers(
    t.ctx,
    [...people, 'wmNobody'].map((address, i) => ({
      customer: 101 + i,
      name: '客户',
      kind: 'wecom_external',
      address,
    })),
    (address) => encryptContact(t.ctx.config, address),
  )
  service.expireTokens()
  const journey = await queueTouches(t.ctx, 'massed', 'wecom_mass', { from: 101, to: 106 })
  await t.ctx.clickhouse.command(
    "ALTER TABLE customer UPDATE number = 'same' WHERE customer BETWEEN 101 AND 106 SETTINGS mutations_sync = 2",
  )
  await dispatchTouches(t.ctx)
  const created = service.to('/add_msg_template')
  expect(created).toHaveLength(2)
  expect(created.map((body) => [body['sender'], body['external_userid']])).toEqual(
    expect.arrayContaining([
      ['lin', ['wmOne', 'wmTwo', 'wmThree', 'wmFour']],
      ['zhao', ['wmFive']],
    ]),
  )
  const receipts = async () => {
    const found = await t.ctx.clickhouse.query(
      `SELECT customer, argMax(status, (at, status != 'pending')) AS last FROM touch_receipt FINAL
       WHERE journey = {journey:UInt32} GROUP BY customer ORDER BY customer`,
      { journey },
      z.object({ customer: z.number(), last: z.string() }),
    )
    return Object.fromEntries(found.map(({ customer, last }) => [customer, last]))
  }
  const waiting = {
    101: 'pending',
    102: 'pending',
    103: 'pending',
    104: 'pending',
    105: 'pending',
    106: 'failed',
  }
  expect(await receipts()).toEqual(waiting)

  // Nobody confirmed yet: asking again changes nothing, and sending again sends nothing.
  await followUpMass(t.ctx, await route())
  await dispatchTouches(t.ctx)
  expect(await receipts()).toEqual(waiting)
  expect(service.to('/add_msg_template')).toHaveLength(2)

  // A day later the staff are reminded, once.
  t.clock.advance(25 * 3_600_000)
  await followUpMass(t.ctx, await route())
  await followUpMass(t.ctx, await route())
  expect(service.to('/remind_groupmsg_send')).toHaveLength(2)

  const mine = created.findIndex((body) => body['sender'] === 'lin') + 1
  service.confirm(`msg${mine}`, { wmOne: 1, wmTwo: 1, wmThree: 2, wmFour: 3 })
  await followUpMass(t.ctx, await route())
  const confirmed = { ...waiting, 101: 'sent', 102: 'sent', 103: 'failed', 104: 'failed' }
  expect(await receipts()).toEqual(confirmed)

  // The other never does: after three days it is taken back.
  t.clock.advance(3 * 86_400_000)
  await followUpMass(t.ctx, await route())
  expect(service.to('/cancel_groupmsg_send')).toEqual([{ msgid: `msg${3 - mine}` }])
  expect(await receipts()).toEqual({ ...confirmed, 105: 'failed' })
})

it('fetched two tokens in all this: one at first, and one when WeCom no longer knew it', () => {
  expect(service.tokens()).toBe(2)
})

it('comes back later when WeCom says that it is too much, and sends each once', async () => {
  service.calls.length = 0
  service.fail('/cgi-bin/externalcontact/add_msg_template', 45_009)
  await queueTouches(t.ctx, 'massed_again', 'wecom_mass', { from: 105, to: 105 })
  await dispatchTouches(t.ctx)
  expect(service.to('/add_msg_template')).toEqual([])
  t.clock.advance(600_000)
  await dispatchTouches(t.ctx)
  expect(service.to('/add_msg_template')).toHaveLength(1)
})

it('asks WeCom once for what it took before the worker was killed, and learns of it all the same', async () => {
  service.calls.length = 0
  const journey = await queueTouches(t.ctx, 'massed_killed', 'wecom_mass', { from: 101, to: 105 })
  const last = async () => {
    const found = await t.ctx.clickhouse.query(
      `SELECT customer, argMax(status, (at, status != 'pending')) AS last FROM touch_receipt FINAL
       WHERE journey = {journey:UInt32} GROUP BY customer ORDER BY customer`,
      { journey },
      z.object({ customer: z.number(), last: z.string() }),
    )
    return found.map((row) => row.last)
  }
  // Killed when WeCom had answered for one member of staff, and was being asked for the other.
  const dying = {
    ...t.ctx,
    clickhouse: {
      ...t.ctx.clickhouse,
      insert: (() => {
        throw new Error('killed')
      }) as typeof t.ctx.clickhouse.insert,
    },
    postgres: new Proxy(t.ctx.postgres, {
      get: (target, name) => {
        if (name === 'transaction' && service.to('/add_msg_template').length > 1) throw new Error('killed')
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    }),
  }
  await dispatchTouches(dying)
  expect(service.to('/add_msg_template')).toHaveLength(2)
  t.clock.advance(600_000)
  await dispatchTouches(t.ctx)
  expect(service.to('/add_msg_template')).toHaveLength(2)
  expect((await last()).toSorted()).toEqual(['failed', 'pending', 'pending', 'pending', 'pending'])
})

it('is told only once by WeCom that a message was taken back, though killed before it noted it', async () => {
  const [mass] = await wecomTables(t.ctx.postgres)
    .selectFrom('wecom_mass_message')
    .selectAll()
    .where('state', '=', 'waiting')
    .orderBy('created_at', 'desc')
    .execute()
  const dying = {
    ...t.ctx,
    clickhouse: {
      ...t.ctx.clickhouse,
      query: (() => {
        throw new Error('killed')
      }) as typeof t.ctx.clickhouse.query,
    },
  }
  const id = mass?.msgid ?? ''
  await expect(giveUpMass(dying, await route(), id, 'expired')).rejects.toThrow('killed')
  service.fail('/cgi-bin/externalcontact/cancel_groupmsg_send', 41_093)
  expect(await giveUpMass(t.ctx, await route(), id, 'expired')).toBeNull()
  const { state } = await wecomTables(t.ctx.postgres)
    .selectFrom('wecom_mass_message')
    .select('state')
    .where('msgid', '=', id)
    .executeTakeFirstOrThrow()
  expect(state).toBe('expired')
})

it('makes a code, and counts who came by it', async () => {
  const made = await app.inject({
    method: 'POST',
    url: '/api/wecom/contact-ways',
    payload: { name: '理财沙龙', staff: ['lin', 'zhao'], welcome: '欢迎' },
  })
  expect([made.statusCode, made.json()]).toMatchObject([201, { qrCode: expect.stringContaining('https://') }])
  const { state } = made.json<{ state: string }>()
  expect(service.to('/add_contact_way')).toMatchObject([{ type: 2, scene: 2, user: ['lin', 'zhao'], state }])
  await callBack(arrival('wmNew', 'zhao', { State: state }))
  await expect.poll(async () => (await contacts()).map((row) => row.state)).toContain(state)
  const listed = await app.inject({ url: '/api/wecom/contact-ways?limit=1' })
  expect(listed.json()).toMatchObject({ items: [{ state, customers: 1, standing: 1 }] })
  expect(listed.json<{ next: string | null }>().next).not.toBeNull()
})

it('lets people remind staff three times a day, and take a message back', async () => {
  const list = async () =>
    (await app.inject({ url: '/api/wecom/mass-messages?state=waiting' })).json<{ items: MassMessageView[] }>()
      .items
  const [waiting] = await list()
  const act = async (action: string) =>
    (
      await app.inject({
        method: 'POST',
        url: `/api/wecom/mass-messages/${waiting?.route}/${waiting?.msgid}/${action}`,
      })
    ).statusCode
  expect([await act('remind'), await act('remind'), await act('remind'), await act('remind')]).toEqual([
    204, 204, 204, 429,
  ])
  expect((await list())[0]).toMatchObject({ reminders: 3, remindersLeft: 0 })
  expect(await act('cancel')).toBe(204)
  expect(await act('cancel')).toBe(409)
  const audited = await t.ctx.postgres
    .withTables<{ audit: { id: number; action: string } }>()
    .selectFrom('audit')
    .select('action')
    .where('action', 'like', 'wecom.%')
    .orderBy('id')
    .execute()
  expect(audited.map(({ action }) => action)).toEqual([
    'wecom.contact_way.add',
    'wecom.mass_message.remind',
    'wecom.mass_message.remind',
    'wecom.mass_message.remind',
    'wecom.mass_message.cancel',
  ])
  expect(await list()).toEqual([])
})
