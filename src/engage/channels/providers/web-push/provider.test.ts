import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../../test/harness/test-context.ts'
import { createSource, openSourceDirectory, type SourceDirectory } from '../../../../collect/sources/index.ts'
import { applyContactPolicy } from '../../../../decide/policy/index.ts'
import { systemActor } from '../../../../platform/actor.ts'
import { createServer } from '../../../../platform/http/server.ts'
import { checkContact } from '../../../contact-gate/index.ts'
import { closeCarriers } from '../../carriers.ts'
import { dispatchTouches } from '../../dispatch-touches.ts'
import { readRoutes } from '../../read-routes.ts'
import { saveRoute } from '../../save-route.ts'
import { testSend } from '../../test-send.ts'
import { queueTouches, saveCustomers } from '../../testing/queued-touches.ts'
import { webPushRoutes } from './routes.ts'
import { userSignature } from './subscriptions.ts'
import { openPushService, type PushService } from './testing/push-service.ts'
import { vapidKeys } from './vapid-keys.ts'

let t: TestContext
let app: FastifyInstance
let sources: SourceDirectory
let service: PushService
let writeKey: string
const origin = 'https://www.bank.example'

beforeAll(async () => {
  t = await openTestContext({ overrides: { webhook: { allowPrivateAddresses: true } } })
  await applyContactPolicy(t.ctx, { consent: 'opt_out', caps: [], quietHours: null })
  service = await openPushService()
  const site = { key: 'site', name: 'Site', channel: 'web', allowedOrigins: [origin] }
  writeKey = (await createSource(t.ctx, site)).writeKey
  sources = await openSourceDirectory(t.ctx)
  app = await createServer(t.ctx, () => Promise.resolve(systemActor))
  await app.register(webPushRoutes(sources))
  await saveRoute(t.ctx, 'push', {
    provider: 'web_push',
    settings: { subject: 'mailto:push@bank.example', ttlHours: 6, urgency: 'high' },
  })
})
afterAll(async () => {
  await closeCarriers(t.ctx)
  sources.close()
  await app.close()
  await service.close()
  await t.close()
})

const post = (path: string, payload: object, more: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: `/push/v1/${path}`,
    headers: { authorization: `Bearer ${writeKey}`, origin, ...more },
    payload,
  })

const asUser = (subscription: object, userId: string) =>
  post('subscriptions', { subscription, userId, userSignature: userSignature(t.ctx, userId) })

async function numberOf(namespace: string, value: string): Promise<number> {
  const [row] = await t.ctx.clickhouse.query(
    'SELECT customer FROM identifier FINAL WHERE namespace = {namespace:String} AND value = {value:String}',
    { namespace, value },
    z.object({ customer: z.number() }),
  )
  return row?.customer ?? 0
}

async function send(key: string, customer: number): Promise<string[]> {
  const journey = await queueTouches(t.ctx, key, 'push', { from: customer, to: customer })
  await dispatchTouches(t.ctx)
  return receipts(journey)
}

async function receipts(journey: number): Promise<string[]> {
  const rows = await t.ctx.clickhouse.query(
    'SELECT status, detail FROM touch_receipt FINAL WHERE journey = {journey:UInt32} ORDER BY at',
    { journey },
    z.object({ status: z.string(), detail: z.string() }),
  )
  return rows.map(({ status, detail }) => (detail === '' ? status : `${status}: ${detail}`))
}

it('gives the site its key, always the same one, and keeps its other half encrypted', async () => {
  const headers = { authorization: `Bearer ${writeKey}`, origin }
  const answer = await app.inject({ method: 'GET', url: '/push/v1/key', headers })
  expect(answer.headers['access-control-allow-origin']).toBe(origin)
  const { publicKey } = answer.json<{ publicKey: string }>()
  expect(Buffer.from(publicKey, 'base64url')).toHaveLength(65)
  const { privateKey } = await vapidKeys(t.ctx)
  const [stored] = await t.ctx.postgres
    .withTables<{ web_push_key: { public_key: string; private_key: string } }>()
    .selectFrom('web_push_key')
    .selectAll()
    .execute()
  expect(stored?.public_key).toBe(publicKey)
  expect(stored?.private_key).not.toContain(privateKey)
})

it('pushes to all browsers of a customer: encrypted for each, signed, with a time to live', async () => {
  const [phone, desk] = [service.browser('phone'), service.browser('desk')]
  expect((await asUser(phone.subscription, 'ada')).statusCode).toBe(204)
  expect((await asUser({ ...desk.subscription, expirationTime: null }, 'ada')).statusCode).toBe(204)
  const customer = await numberOf('user_id', 'ada')
  await saveCustomers(t.ctx, [{ customer, name: '王芳' }], (address) => address)
  expect(await checkContact(t.ctx, customer, 'push')).toEqual({ allowed: true })
  expect(await send('pushed', customer)).toEqual(['sent'])
  expect(service.refused).toEqual([])
  expect(service.pushed).toHaveLength(2)
  for (const { path, headers, body } of service.pushed) {
    const browser = path.endsWith('phone') ? phone : desk
    expect(JSON.parse(browser.open(body))).toMatchObject({
      title: '王芳，您好',
      body: expect.stringContaining('尊敬的王芳'),
    })
    expect(headers).toMatchObject({ ttl: '21600', urgency: 'high', 'content-encoding': 'aes128gcm' })
    expect(body.toString('utf8')).not.toContain('王芳')
  }
  const stored = await t.ctx.clickhouse.query(
    'SELECT value FROM push_subscription FINAL WHERE active',
    {},
    z.object({ value: z.string() }),
  )
  expect(JSON.stringify(stored)).not.toContain('127.0.0.1')
})

it('forgets a browser that is gone, and the customer when it was the last', async () => {
  const customer = await numberOf('user_id', 'ada')
  service.pushed.length = 0
  service.answer('/push/phone', { status: 410 })
  expect(await send('one_gone', customer)).toEqual(['sent'])
  expect(service.pushed.map(({ path }) => path)).toEqual(['/push/desk'])
  t.clock.advance(1_000)
  service.answer('/push/desk', { status: 404 })
  expect(await send('both_gone', customer)).toEqual(['failed: every browser unsubscribed'])
  expect(await checkContact(t.ctx, customer, 'push')).toMatchObject({ reason: 'no_contact_point' })
  expect(await send('none_left', customer)).toEqual(['failed: no address'])
})

it('sends a test message to the browsers of a user', async () => {
  const browser = service.browser('tester')
  await asUser(browser.subscription, 'tester')
  service.pushed.length = 0
  const [{ id } = { id: 0 }] = await readRoutes(t.ctx, 'push')
  const message = { language: 'en', subject: 'Hello', body: 'A test' } as const
  expect(await testSend(t.ctx, 'push', id, { ...message, address: 'tester' })).toMatchObject({
    status: 'sent',
  })
  expect(service.pushed.map(({ body }) => JSON.parse(browser.open(body)) as object)).toMatchObject([
    { title: 'Hello', body: 'A test' },
  ])
  expect(await testSend(t.ctx, 'push', id, { ...message, address: 'nobody' })).toMatchObject({
    status: 'failed',
  })
})

it('comes back when the push service says so, and sends once', async () => {
  const browser = service.browser('busy')
  t.clock.advance(1_000)
  await asUser(browser.subscription, 'bob')
  const customer = await numberOf('user_id', 'bob')
  await saveCustomers(t.ctx, [{ customer, name: 'Bob' }], (address) => address)
  service.pushed.length = 0
  service.answer('/push/busy', { status: 429, headers: { 'retry-after': '120' } })
  const journey = await queueTouches(t.ctx, 'busy', 'push', { from: customer, to: customer })
  await dispatchTouches(t.ctx)
  expect(service.pushed).toEqual([])
  t.clock.advance(60_000)
  await dispatchTouches(t.ctx)
  expect(service.pushed).toEqual([])
  t.clock.advance(61_000)
  await dispatchTouches(t.ctx)
  expect(service.pushed).toHaveLength(1)
  expect(await receipts(journey)).toEqual(['sent'])
})

it('believes nobody who claims to be a customer without the bank’s word for it', async () => {
  const { subscription } = service.browser('thief')
  expect((await post('subscriptions', { subscription, userId: 'ada' })).statusCode).toBe(403)
  const forged = { subscription, userId: 'ada', userSignature: userSignature(t.ctx, 'bob') }
  expect((await post('subscriptions', forged)).statusCode).toBe(403)
  expect((await post('subscriptions', { subscription })).statusCode).toBe(400)
  const key = { authorization: 'Bearer nobody' }
  expect((await post('subscriptions', { subscription, anonymousId: 'a' }, key)).statusCode).toBe(401)
  const page = { origin: 'https://elsewhere.example' }
  expect((await post('subscriptions', { subscription, anonymousId: 'a' }, page)).statusCode).toBe(403)
})

it('keeps a stranger’s browser out of what a customer gets, even when someone merged the two', async () => {
  const { subscription } = service.browser('stranger')
  expect((await post('subscriptions', { subscription, anonymousId: 'cookie' })).statusCode).toBe(204)
  const [bob, stranger] = [await numberOf('user_id', 'bob'), await numberOf('anonymous_id', 'cookie')]
  await t.ctx.clickhouse.insert(
    'customer_merge',
    ['customer', 'into', 'at', 'reason', 'evidence'],
    JSON.stringify({
      customer: stranger,
      into: bob,
      at: t.clock.now().toISOString(),
      rule: 'x',
      evidence: '',
    }),
  )
  await t.ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
  service.pushed.length = 0
  expect(await send('merged', bob)).toEqual(['sent'])
  expect(service.pushed.map(({ path }) => path)).toEqual(['/push/busy'])
})

it('lets a browser leave, and answers preflights of the site’s pages', async () => {
  const { endpoint } = service.browser('busy').subscription
  expect((await post('unsubscribe', { endpoint })).statusCode).toBe(204)
  service.pushed.length = 0
  t.clock.advance(1_000)
  await send('left', await numberOf('user_id', 'bob'))
  expect(service.pushed).toEqual([])
  const preflight = (from: string) =>
    app.inject({ method: 'OPTIONS', url: '/push/v1/subscriptions', headers: { origin: from } })
  expect((await preflight(origin)).statusCode).toBe(204)
  expect((await preflight('https://elsewhere.example')).statusCode).toBe(403)
})
