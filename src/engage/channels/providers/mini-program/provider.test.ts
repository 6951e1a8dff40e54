import { encrypt, getSignature } from '@wecom/crypto'
import type { FastifyInstance } from 'fastify'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer as createHttpServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../../test/harness/test-context.ts'
import { applyContactPolicy } from '../../../../decide/policy/index.ts'
import { systemActor } from '../../../../platform/actor.ts'
import { createServer } from '../../../../platform/http/server.ts'
import { closeCarriers } from '../../carriers.ts'
import { dispatchTouches } from '../../dispatch-touches.ts'
import { hookRoutes } from '../../hooks.ts'
import { readRoutes } from '../../read-routes.ts'
import { saveRoute } from '../../save-route.ts'
import { testSend } from '../../test-send.ts'
import { queueTouches, saveCustomers } from '../../testing/queued-touches.ts'

interface Sent {
  readonly touser: string
  readonly template_id: string
  readonly data: Readonly<Record<string, { value: string }>>
}

let t: TestContext
let app: FastifyInstance
let service: Server
let hook: string
const sent: Sent[] = []
const codes = new Map<string, number>()
const token = 'mp-token'
const aesKey = randomBytes(32)
  .toString('base64')
  .replaceAll(/[^A-Za-z0-9]/g, 'A')
  .slice(0, 43)

beforeAll(async () => {
  t = await openTestContext({ overrides: { webhook: { allowPrivateAddresses: true } } })
  await applyContactPolicy(t.ctx, { consent: 'opt_out', caps: [], quietHours: null })
  service = createHttpServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      const answer = (said: object) => response.end(JSON.stringify(said))
      if (request.url?.startsWith('/cgi-bin/token')) return answer({ access_token: 'tok', expires_in: 7200 })
      const message = JSON.parse(body) as Sent
      sent.push(message)
      const errcode = codes.get(message.touser) ?? 0
      return answer({ errcode, errmsg: errcode ? 'refused rid: 5f-1' : 'ok', msgid: 9_000 + sent.length })
    })
  })
  service.listen(0, '127.0.0.1')
  await once(service, 'listening')
  app = await createServer(t.ctx, () => Promise.resolve(systemActor))
  await app.register(hookRoutes)
  await saveRoute(t.ctx, 'mini_program', {
    provider: 'mini_program',
    settings: {
      baseUrl: `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
      appId: 'wxbank',
      appSecret: 's',
      callbackToken: token,
      callbackAesKey: aesKey,
    },
  })
  hook = (await readRoutes(t.ctx, 'mini_program'))[0]?.hookPath ?? ''
})
afterAll(async () => {
  await closeCarriers(t.ctx)
  await app.close()
  service.close()
  service.closeAllConnections()
  await t.close()
})

const seconds = () => Math.floor(t.clock.now().getTime() / 1_000)

/** A callback as WeChat sends it in safe mode: JSON, or XML when `xml` is given. */
async function callBack(said: object | string): Promise<number> {
  const encrypted = encrypt(aesKey, typeof said === 'string' ? said : JSON.stringify(said), 'wxbank')
  const signature = getSignature(token, '1', 'n', encrypted)
  const answer = await app.inject({
    method: 'POST',
    url: `${hook}?msg_signature=${signature}&timestamp=1&nonce=n`,
    headers: { 'content-type': typeof said === 'string' ? 'text/xml' : 'application/json' },
    payload:
      typeof said === 'string'
        ? `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`
        : JSON.stringify({ Encrypt: encrypted }),
  })
  return answer.statusCode
}

const popup = (openid: string, answer: 'accept' | 'reject') => ({
  FromUserName: openid,
  CreateTime: seconds(),
  MsgType: 'event',
  Event: 'subscribe_msg_popup_event',
  List: [{ TemplateId: 'T1', SubscribeStatusString: answer, PopupScene: '0' }],
})

async function numberOf(openid: string): Promise<number> {
  const [row] = await t.ctx.clickhouse.query(
    "SELECT customer FROM identifier FINAL WHERE namespace = 'openid' AND value = {openid:String}",
    { openid },
    z.object({ customer: z.number() }),
  )
  return row?.customer ?? 0
}

async function send(key: string, customer: number): Promise<string[]> {
  const journey = await queueTouches(t.ctx, key, 'mini_program', { from: customer, to: customer })
  await dispatchTouches(t.ctx)
  return receipts(journey)
}

async function receipts(journey: number): Promise<string[]> {
  const rows = await t.ctx.clickhouse.query(
    'SELECT status, detail FROM touch_receipt FINAL WHERE journey = {journey:UInt32} ORDER BY at, status DESC',
    { journey },
    z.object({ status: z.string(), detail: z.string() }),
  )
  return rows.map(({ status, detail }) => (detail === '' ? status : `${status}: ${detail}`))
}

it('answers the address check of WeChat', async () => {
  const signature = createHash('sha1').update([token, '7', 'x'].toSorted().join('')).digest('hex')
  const ask = (given: string) =>
    app.inject({ method: 'GET', url: `${hook}?signature=${given}&timestamp=7&nonce=x&echostr=echo` })
  expect((await ask(signature)).body).toBe('echo')
  expect((await ask(signature.replace(/./, 'z'))).statusCode).toBe(403)
})

it('sends to who subscribed, and learns whether it was shown', async () => {
  expect(await callBack(popup('oAda', 'accept'))).toBe(200)
  const customer = await numberOf('oAda')
  await saveCustomers(t.ctx, [{ customer, name: 'Ada' }], (address) => address)
  const journey = await queueTouches(t.ctx, 'subscribed', 'mini_program', { from: customer, to: customer })
  await dispatchTouches(t.ctx)
  expect(sent).toMatchObject([{ touser: 'oAda', template_id: 'T1' }])
  expect(sent[0]?.data['thing1']?.value).toContain('Ada')
  t.clock.advance(1_000)
  const report = { TemplateId: 'T1', MsgID: '9001', ErrorCode: '0', ErrorStatus: 'success' }
  expect(await callBack({ Event: 'subscribe_msg_sent_event', FromUserName: 'oAda', List: [report] })).toBe(
    200,
  )
  expect(await receipts(journey)).toEqual(['sent', 'delivered'])
})

it('asks WeChat no more for a template that the customer refused, until they subscribe again', async () => {
  const customer = await numberOf('oAda')
  codes.set('oAda', 43_101)
  expect(await send('refused', customer)).toEqual(['failed: 43101 refused'])
  sent.length = 0
  codes.clear()
  expect(await send('refused_again', customer)).toEqual([
    'failed: the customer refused messages of this template',
  ])
  expect(sent).toEqual([])
  const old = popup('oAda', 'accept')
  t.clock.advance(60_000)
  expect(await callBack({ ...old, CreateTime: old.CreateTime - 3_600 })).toBe(200)
  expect(await send('old_consent', customer)).toEqual([
    'failed: the customer refused messages of this template',
  ])
  const event = popup('oAda', 'accept')
  const xml = `<xml><FromUserName><![CDATA[oAda]]></FromUserName><CreateTime>${event.CreateTime}</CreateTime>
    <MsgType><![CDATA[event]]></MsgType><Event><![CDATA[subscribe_msg_popup_event]]></Event>
    <SubscribeMsgPopupEvent><List><TemplateId><![CDATA[T1]]></TemplateId>
    <SubscribeStatusString><![CDATA[accept]]></SubscribeStatusString><PopupScene>0</PopupScene></List>
    </SubscribeMsgPopupEvent></xml>`
  expect(await callBack(xml)).toBe(200)
  expect(await send('subscribed_again', customer)).toEqual(['sent'])
})

it.each([
  [40_037, 'failed: 40037 refused'],
  [47_003, 'failed: 47003 refused'],
])('does not repeat what WeChat refuses for good (%i)', async (code, receipt) => {
  codes.set('oAda', code)
  sent.length = 0
  expect(await send(`refused_${code}`, await numberOf('oAda'))).toEqual([receipt])
  expect(sent).toHaveLength(1)
  codes.clear()
})

it('does not send a thing of more than 20 characters, which WeChat would refuse', async () => {
  const customer = await numberOf('oAda')
  t.clock.advance(1_000)
  await t.ctx.clickhouse.insert(
    'customer',
    ['customer', 'number', 'name', 'updated'],
    JSON.stringify({ customer, number: 'N', name: '汉'.repeat(30), updated: t.clock.now().toISOString() }),
  )
  sent.length = 0
  expect((await send('too_long', customer))[0]).toMatch(/^failed: .*20/)
  expect(sent).toEqual([])
})

it('takes the JSON of a message for a test, and says so when it is none', async () => {
  sent.length = 0
  const [{ id } = { id: 0 }] = await readRoutes(t.ctx, 'mini_program')
  const message = { address: 'oTester', language: 'en', subject: '' } as const
  const body = JSON.stringify({ templateId: 'T9', fields: { thing1: 'test' } })
  expect(await testSend(t.ctx, 'mini_program', id, { ...message, body })).toMatchObject({ status: 'sent' })
  expect(sent).toMatchObject([{ touser: 'oTester', template_id: 'T9' }])
  expect(await testSend(t.ctx, 'mini_program', id, { ...message, body: 'hello' })).toMatchObject({
    status: 'failed',
    detail: expect.stringContaining('as JSON'),
  })
})
