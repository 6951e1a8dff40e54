import type { FastifyInstance } from 'fastify'
import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { sql } from 'kysely'
import type { AddressInfo } from 'node:net'
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
import { followUpTouches } from '../../routing/index.ts'
import { saveRoute } from '../../save-route.ts'
import { queueTouches, saveCustomers } from '../../testing/queued-touches.ts'

interface Request {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: {
    readonly messageSwitch: string
    readonly destinationAddress: readonly { address: string }[]
    readonly fiveGenMsgBody: { productType: string; outboundIMMessage: { bodyText: string } }
    readonly smsMessageBody?: { templateParas: readonly string[] }
  }
}

let t: TestContext
let app: FastifyInstance
let platform: Server
let hook: string
const requests: Request[] = []
const statuses: number[] = []
const chatbot = 'sip:12024@botplatform.rcs.chinamobile.com'

beforeAll(async () => {
  t = await openTestContext({ overrides: { webhook: { allowPrivateAddresses: true } } })
  await applyContactPolicy(t.ctx, { consent: 'opt_out', caps: [], quietHours: null })
  platform = createHttpServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      const status = statuses.shift() ?? 200
      if (status !== 200) return response.writeHead(status).end()
      requests.push({
        path: decodeURIComponent(request.url ?? ''),
        headers: request.headers,
        body: JSON.parse(body) as Request['body'],
      })
      return response.end(JSON.stringify({ messageId: `m-${requests.length}` }))
    })
  })
  platform.listen(0, '127.0.0.1')
  await once(platform, 'listening')
  app = await createServer(t.ctx, () => Promise.resolve(systemActor))
  await app.register(hookRoutes)
  await saveRoute(t.ctx, 'five_g', {
    provider: 'five_g',
    settings: {
      baseUrl: `http://127.0.0.1:${(platform.address() as AddressInfo).port}`,
      chatbot,
      appId: 'bank-app',
      appSecret: 'bank-secret',
      smsTemplate: 'tpl-1',
    },
  })
  hook = (await readRoutes(t.ctx, 'five_g'))[0]?.hookPath ?? ''
  const person = (customer: number, address: string) => ({ customer, name: '王芳', kind: 'phone', address })
  await saveCustomers(
    t.ctx,
    [person(1, '13800138001'), person(2, '13800138002'), person(3, '13800138003')],
    (address) => encryptContact(t.ctx.config, address),
  )
})
afterAll(async () => {
  await closeCarriers(t.ctx)
  await app.close()
  platform.close()
  platform.closeAllConnections()
  await t.close()
})

const notify = (
  name: string,
  payload: object,
  authorization = 'Username="bank-app",Password="bank-secret"',
) =>
  app.inject({
    method: 'POST',
    url: `${hook}/openchatbot/v2/${name}`,
    headers: { authorization, 'content-type': 'application/json' },
    payload,
  })

const delivery = (messageId: string, deliveryStatus: string, description = '') => ({
  deliveryInfo: { address: 'tel:+8613800138001', messageId, deliveryStatus, description },
  link: [{ rel: 'OutboundMessageRequest', href: `http://x/outbound/sip/requests/${messageId}` }],
})

async function lastOf(journey: number): Promise<Record<string, string>> {
  const rows = await t.ctx.clickhouse.query(
    `SELECT customer, argMax(status, at) AS last FROM touch_receipt FINAL
     WHERE journey = {journey:UInt32} GROUP BY customer ORDER BY customer`,
    { journey },
    z.object({ customer: z.number(), last: z.string() }),
  )
  return Object.fromEntries(rows.map(({ customer, last }) => [customer, last]))
}

it('sends a card with a short message to fall back to, and matches what became of it', async () => {
  const journey = await queueTouches(t.ctx, 'five', 'five_g', { to: 3 })
  await dispatchTouches(t.ctx)
  expect(requests).toHaveLength(3)
  const [first] = requests
  expect(first?.path).toBe(`/openchatbot/v2/${chatbot}/outbound-downgrade`)
  expect(first?.headers.authorization).toBe('Username="bank-app",Password="bank-secret"')
  expect(first?.body).toMatchObject({ messageSwitch: '4', fiveGenMsgBody: { productType: '2' } })
  expect(first?.body.smsMessageBody?.templateParas[0]).toContain('王芳')
  expect(first?.body.fiveGenMsgBody.outboundIMMessage.bodyText).toContain('generalPurposeCard')

  const numberOf = (phone: string): string =>
    `m-${requests.findIndex(({ body }) => body.destinationAddress[0]?.address === `tel:+86${phone}`) + 1}`
  t.clock.advance(1_000)
  const shown = delivery(numberOf('13800138001'), 'DeliveredToTerminal', 'UP2')
  expect((await notify('DeliveryInfoNotification', shown)).statusCode).toBe(200)
  const asText = delivery(numberOf('13800138002'), 'DeliveredToNetwork', 'SMS')
  expect((await notify('DeliveryInfoNotification', asText)).statusCode).toBe(200)
  const revoked = { address: 'tel:+8613800138003', messageId: numberOf('13800138003'), status: 'Revoked' }
  expect((await notify('MessageStatusNotification', revoked)).statusCode).toBe(200)
  expect(await lastOf(journey)).toEqual({ 1: 'delivered', 2: 'delivered', 3: 'failed' })
  t.clock.advance(1_000)
  const read = delivery(numberOf('13800138001'), 'MessageDisplayed')
  expect((await notify('DeliveryInfoNotification', read)).statusCode).toBe(200)
  expect((await lastOf(journey))[1]).toBe('opened')
})

it('believes only the platform', async () => {
  const forged = delivery('m-1', 'DeliveryImpossible')
  for (const authorization of ['', 'Username="bank-app",Password="guess"', 'Basic YWJj'])
    expect((await notify('DeliveryInfoNotification', forged, authorization)).statusCode).toBe(401)
  expect((await notify('DeliveryInfoNotification', { deliveryInfo: 1 })).statusCode).toBe(400)
})

it('comes back later to a busy platform, and not to one that refuses', async () => {
  requests.length = 0
  statuses.push(429)
  const journey = await queueTouches(t.ctx, 'five_busy', 'five_g', { to: 1 })
  await dispatchTouches(t.ctx)
  t.clock.advance(600_000)
  await dispatchTouches(t.ctx)
  expect(requests).toHaveLength(1)
  expect(await lastOf(journey)).toEqual({ 1: 'sent' })
  statuses.push(400)
  const refused = await queueTouches(t.ctx, 'five_refused', 'five_g', { to: 1 })
  await dispatchTouches(t.ctx)
  expect(await lastOf(refused)).toEqual({ 1: 'failed' })
  expect(requests).toHaveLength(1)
})

it('never sends again what may have arrived, and believes a receipt that comes for it', async () => {
  requests.length = 0
  statuses.push(500)
  const journey = await queueTouches(t.ctx, 'five_unknown', 'five_g', { to: 1 })
  await dispatchTouches(t.ctx)
  t.clock.advance(600_000)
  await dispatchTouches(t.ctx)
  expect(requests).toHaveLength(0)
  expect(await lastOf(journey)).toEqual({ 1: 'failed' })
  const [touch] = await t.ctx.clickhouse.query(
    `SELECT toString(touch) AS id FROM touch WHERE journey = {journey:UInt32}`,
    { journey },
    z.object({ id: z.string() }),
  )
  t.clock.advance(1_000)
  const arrived = {
    ...delivery('', 'DeliveredToTerminal'),
    link: [{ href: `http://x/requests/${touch?.id}` }],
  }
  expect((await notify('DeliveryInfoNotification', arrived)).statusCode).toBe(200)
  expect(await lastOf(journey)).toEqual({ 1: 'delivered' })
})

/** The same stores for a worker that dies when it has sent and not yet noted what became of it. */
const dying = () => ({
  ...t.ctx,
  clickhouse: {
    ...t.ctx.clickhouse,
    insert: ((table: string, ...more: [string[], string]) => {
      if (table === 'touch_receipt') throw new Error('killed')
      return t.ctx.clickhouse.insert(table, ...more)
    }) as typeof t.ctx.clickhouse.insert,
  },
})

it('does not send again what had left when the worker was killed', async () => {
  requests.length = 0
  const journey = await queueTouches(t.ctx, 'five_killed', 'five_g', { to: 3 })
  await dispatchTouches(dying())
  expect(requests).toHaveLength(3)
  t.clock.advance(600_000)
  expect(await dispatchTouches(t.ctx)).toEqual({ sent: 0, failed: 3 })
  expect(requests).toHaveLength(3)
  expect(await lastOf(journey)).toEqual({ 1: 'failed', 2: 'failed', 3: 'failed' })
})

it('says by SMS what nobody knows the fate of, once, when the hours have passed without a word', async () => {
  requests.length = 0
  // 1: no answer, 2: sent and never reported, 3: refused.
  statuses.push(500, 200, 400)
  const journey = await queueTouches(t.ctx, 'five_followed', 'five_g', { to: 3 })
  await queueTouches(t.ctx, 'five_template', 'sms', { to: 1 })
  await dispatchTouches(t.ctx)
  expect(await lastOf(journey)).toMatchObject({ 3: 'failed' })
  const graph = {
    nodes: {
      hello: {
        type: 'message',
        route: { channels: ['five_g', 'sms'] },
        templates: { five_g: 'hello_five_g', sms: 'hello_sms' },
        fallback: { on: ['failed'], afterHours: 2 },
        next: 'done',
      },
    },
  }
  await sql`
    INSERT INTO journey_version (journey_id, version, graph, published_at, published_by)
    VALUES (${journey}, 1, ${JSON.stringify(graph)}::jsonb, now(), 'test')`.execute(t.ctx.postgres)
  const followed = async () => {
    const rows = await t.ctx.clickhouse.query(
      "SELECT customer FROM touch WHERE journey = {journey:UInt32} AND channel = 'sms' ORDER BY customer",
      { journey },
      z.object({ customer: z.number() }),
    )
    return rows.map(({ customer }) => customer)
  }
  t.clock.advance(60_000)
  await followUpTouches(t.ctx)
  expect(await followed()).toEqual([3])
  t.clock.advance(2 * 3_600_000)
  await followUpTouches(t.ctx)
  expect(await followed()).toEqual([1, 2, 3])
  t.clock.advance(24 * 3_600_000)
  await followUpTouches(t.ctx)
  expect(await followed()).toEqual([1, 2, 3])
})
