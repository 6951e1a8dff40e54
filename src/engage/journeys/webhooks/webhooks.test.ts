import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { saveRoute } from '../../channels/index.ts'
import { advanceJourney } from '../advance-journey.ts'
import { cancelJourney } from '../lifecycle/cancel-journey.ts'
import { pauseJourney } from '../lifecycle/pause-journey.ts'
import { openNodeBank, runJourney } from '../testing/node-bank.ts'
import { listDeliveries } from './list-deliveries.ts'
import { retryDeliveries } from './retry-deliveries.ts'
import { callsInOneRequest, tellWebhooks } from './tell-webhooks.ts'

const customers = 1_200
const minute = 60_000
let t: TestContext
let url = ''
/** What the receiver was told, and what it answers. */
let requests: { headers: IncomingHttpHeaders; body: string }[] = []
let answers: number[] = []
const server = createServer((request, response) => {
  let body = ''
  request.on('data', (part) => (body += String(part)))
  request.on('end', () => {
    requests.push({ headers: request.headers, body })
    response.writeHead(answers.shift() ?? 204).end()
  })
})
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}/hook`
  t = await openTestContext({ overrides: { webhook: { allowPrivateAddresses: true } } })
  await openNodeBank(t.ctx, customers)
})
afterAll(async () => {
  server.close()
  await t.close()
})
beforeEach(() => {
  requests = []
  answers = []
})

const told = z.object({
  journey: z.string(),
  node: z.string(),
  customers: z.array(z.object({ id: z.string(), customerNumber: z.string(), at: z.string() })),
})
const tellings = () => requests.map(({ body }) => told.parse(JSON.parse(body)))
const stateOf = async (key: string) =>
  t.ctx.postgres
    .withTables<{
      journey: { id: number; key: string }
      journey_webhook: {
        journey_id: number
        state: string
        told: number
        attempts: number
        error: string | null
      }
    }>()
    .selectFrom('journey_webhook')
    .innerJoin('journey', 'journey.id', 'journey_webhook.journey_id')
    .select(['state', 'told', 'attempts', 'error'])
    .where('key', '=', key)
    .executeTakeFirst()
const start = async (key: string, to: { url: string } | { endpoint: string }) => {
  await runJourney(t.ctx, key, {
    tell: { type: 'webhook', ...to, next: 'done' },
    done: { type: 'exit' },
  })
  await advanceJourney(t.ctx, key)
}

it('names every customer once, in chunks, and is not told twice', async () => {
  await start('telling', { url })
  expect(await tellWebhooks(t.ctx)).toEqual({ told: customers })
  expect(tellings().map((one) => one.customers.length)).toEqual([callsInOneRequest, callsInOneRequest, 200])
  const numbers = tellings().flatMap((one) => one.customers.map(({ customerNumber }) => customerNumber))
  expect(new Set(numbers).size).toBe(customers)
  const [first] = tellings()
  expect([first?.journey, first?.node, first?.customers[0]?.customerNumber]).toEqual([
    'telling',
    'tell',
    'N1',
  ])
  expect(requests.every(({ headers }) => headers['webhook-signature'] === undefined)).toBe(true)
  expect(await tellWebhooks(t.ctx)).toEqual({ told: 0 })
  expect(await stateOf('telling')).toEqual({ state: 'done', told: customers, attempts: 0, error: null })
})

it('is tried again after a pause where it failed, with the same id', async () => {
  answers = [204, 503]
  await start('again', { url })
  expect(await tellWebhooks(t.ctx)).toEqual({ told: callsInOneRequest })
  expect(await stateOf('again')).toMatchObject({
    state: 'pending',
    attempts: 1,
    error: 'the receiver answered 503',
  })
  expect(await tellWebhooks(t.ctx)).toEqual({ told: 0 })
  t.clock.advance(minute)
  expect(await tellWebhooks(t.ctx)).toEqual({ told: customers - callsInOneRequest })
  expect(requests[2]?.headers['webhook-id']).toBe(requests[1]?.headers['webhook-id'])
  expect(requests[2]?.body).toBe(requests[1]?.body)
})

it('is given up at once when refused, and after a day of trying', async () => {
  answers = [400]
  await start('refused', { url })
  await tellWebhooks(t.ctx)
  expect(await stateOf('refused')).toMatchObject({ state: 'failed', error: 'the receiver answered 400' })
  answers = Array.from({ length: 100 }, () => 500)
  await start('down', { url })
  for (let hours = 0; hours <= 25; hours += 1) {
    await tellWebhooks(t.ctx)
    t.clock.advance(60 * minute)
  }
  expect(await stateOf('down')).toMatchObject({ state: 'failed', told: 0 })
  expect(requests.length).toBeLessThan(30)
})

it('is listed with its reason, and told after all when somebody asks for it', async () => {
  answers = [204, 400]
  await start('mended', { url })
  await tellWebhooks(t.ctx)
  const list = async () => (await listDeliveries(t.ctx, 'mended', { limit: 10 })).items
  expect(await list()).toMatchObject([
    { node: 'tell', calls: customers, told: callsInOneRequest, state: 'failed', nextAt: null },
  ])
  expect(await retryDeliveries(t.ctx, 'mended')).toEqual({ retried: 1 })
  await tellWebhooks(t.ctx)
  expect(await list()).toMatchObject([{ told: customers, state: 'done', error: null }])
  expect((await listDeliveries(t.ctx, 'mended', { limit: 10, state: 'failed' })).items).toEqual([])
  const numbers = tellings().flatMap((one) => one.customers.map(({ customerNumber }) => customerNumber))
  expect(new Set(numbers).size).toBe(customers)
})

it('is not told while the journey is paused, nor once it was cancelled', async () => {
  await start('stopped', { url })
  await pauseJourney(t.ctx, 'stopped')
  expect(await tellWebhooks(t.ctx)).toEqual({ told: 0 })
  await cancelJourney(t.ctx, 'stopped', { reason: 'a mistake' })
  expect(await tellWebhooks(t.ctx)).toEqual({ told: 0 })
  expect(requests).toEqual([])
})

it('goes to a configured endpoint, signed with its secret', async () => {
  const secret = 'a secret of sixteen or more'
  await saveRoute(t.ctx, 'webhook', { name: 'crm', provider: 'webhook', settings: { url, secret } })
  await start('configured', { endpoint: 'crm' })
  await tellWebhooks(t.ctx)
  const [request] = requests
  const {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signature,
  } = request?.headers ?? {}
  const expected = createHmac('sha256', secret).update(`${id}.${timestamp}.${request?.body}`).digest('base64')
  expect(signature).toBe(`v1,${expected}`)
})
