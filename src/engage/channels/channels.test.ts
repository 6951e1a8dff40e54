import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { applyContactPolicy } from '../../decide/policy/index.ts'
import { recordOptOut } from '../../govern/consent/index.ts'
import { systemActor } from '../../platform/actor.ts'
import { encryptContact } from '../../platform/crypto/contact-cipher.ts'
import { createServer as createApi } from '../../platform/http/server.ts'
import { listDeadLetters, retryDeadLetters, summariseDeadLetters } from './dead-letters.ts'
import { dispatchTouches } from './dispatch-touches.ts'
import { hookRoutes } from './hooks.ts'
import { listChannels } from './list-channels.ts'
import { listCalls, recordCall, saveCapacity } from './providers/call-list/calls.ts'
import { planCalls } from './providers/call-list/plan-calls.ts'
import { matchWaitingReceipts, recordReceipts } from './receive-receipts.ts'
import { channelRoutes } from './routes.ts'
import { followUpTouches } from './routing/index.ts'
import { saveChannelSettings } from './save-channel-settings.ts'
import { addRoute, saveRoute } from './save-route.ts'
import { channelTables } from './store.ts'
import { testSend } from './test-send.ts'
import { queueTouches, saveCustomers } from './testing/queued-touches.ts'

let t: TestContext
let api: FastifyInstance

interface Gateway {
  readonly url: string
  readonly received: { headers: IncomingHttpHeaders; body: string }[]
  /** The next answers; 200 with a message number afterwards. */
  readonly answers: (number | 'hang up')[]
  close(): void
}

async function openGateway(): Promise<Gateway> {
  const received: Gateway['received'] = []
  const answers: Gateway['answers'] = []
  const server: Server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const answer = answers.shift() ?? 200
      if (answer === 'hang up') {
        received.push({ headers: request.headers, body })
        request.socket.destroy()
        return
      }
      if (answer === 200) received.push({ headers: request.headers, body })
      const { id } = z.object({ id: z.string() }).parse(JSON.parse(body))
      response.writeHead(answer).end(JSON.stringify({ code: 0, data: { no: `no-${id}` } }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/send`, received, answers, close: () => server.close() }
}

const gateways: Gateway[] = []
async function gateway(): Promise<Gateway> {
  const one = await openGateway()
  gateways.push(one)
  return one
}
const settingsOf = (one: Gateway, more: Record<string, unknown> = {}) => ({
  url: one.url,
  needs: 'customer_number',
  successPointer: '/code',
  messagePointer: '/data/no',
  ...more,
})

beforeAll(async () => {
  t = await openTestContext({ overrides: { webhook: { allowPrivateAddresses: true } } })
  await applyContactPolicy(t.ctx, { consent: 'opt_out', caps: [], quietHours: null })
  api = await createApi(t.ctx, async () => systemActor)
  await api.register(channelRoutes)
  await api.register(hookRoutes)
  await saveCustomers(
    t.ctx,
    Array.from({ length: 40 }, (_, i) => ({
      customer: i + 1,
      name: `客户${i + 1}`,
      kind: 'phone',
      address: `1380000${String(i + 1).padStart(4, '0')}`,
    })),
    (address) => encryptContact(t.ctx.config, address),
  )
})
afterAll(async () => {
  await api.close()
  await t.close()
  for (const one of gateways) one.close()
})

async function receipts(journey: number): Promise<Record<string, number>> {
  const rows = await t.ctx.clickhouse.query(
    'SELECT status, count() AS n FROM touch_receipt FINAL WHERE journey = {journey:UInt32} GROUP BY status',
    { journey },
    z.object({ status: z.string(), n: z.coerce.number() }),
  )
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]))
}

const later = (hours = 1) => t.clock.advance(hours * 3_600_000)
const hookOf = async (id: number): Promise<string> =>
  (await listChannels(t.ctx)).flatMap(({ routes }) => routes).find((route) => route.id === id)?.hook ?? ''
const onlyRoute = async (channel: string): Promise<number> =>
  (await listChannels(t.ctx)).find((one) => one.channel === channel)?.routes[0]?.id ?? 0
const idsAt = (one: Gateway): string[] =>
  one.received.map(({ body }) => z.object({ id: z.string() }).parse(JSON.parse(body)).id)

describe('the HTTP gateway', () => {
  it('says in its own words what is signed, and matches signed receipts by the number of the message', async () => {
    const one = await gateway()
    await saveRoute(t.ctx, 'sms', {
      provider: 'http_gateway',
      settings: settingsOf(one, {
        needs: 'phone',
        signingSecret: 'sign me',
        receiptSecret: 'receipts of ours',
      }),
    })
    const journey = await queueTouches(t.ctx, 'gate_sms', 'sms', { to: 3 })
    expect(await dispatchTouches(t.ctx)).toEqual({ sent: 3, failed: 0 })
    const [first] = one.received
    const body = z.record(z.string(), z.string()).parse(JSON.parse(first?.body ?? '{}'))
    expect(body['to']).toMatch(/^1380000000\d$/)
    expect(body['text']).toContain('尊敬的客户')
    expect(first?.headers['idempotency-key']).toBe(body['id'])
    expect(first?.headers['x-signature']).toBe(
      createHmac('sha256', 'sign me').update(`${first?.headers['x-timestamp']}.${first?.body}`).digest('hex'),
    )

    const hook = await hookOf(await onlyRoute('sms'))
    const say = (list: object[], secret = 'receipts of ours') => {
      const payload = JSON.stringify(list)
      const timestamp = String(Math.floor(t.clock.now().getTime() / 1000))
      return api.inject({
        method: 'POST',
        url: hook,
        headers: {
          'content-type': 'application/json',
          'x-timestamp': timestamp,
          'x-signature': createHmac('sha256', secret).update(`${timestamp}.${payload}`).digest('hex'),
        },
        payload,
      })
    }
    const [a, b] = idsAt(one)
    expect((await say([{ id: `no-${a}`, status: 'DELIVRD' }], 'guessed')).statusCode).toBe(401)
    expect((await api.inject({ method: 'POST', url: `${hook}x`, payload: '[]' })).statusCode).toBe(404)
    expect(await receipts(journey)).toEqual({ sent: 3 })
    const heard = await say([
      { id: `no-${a}`, status: 'DELIVRD' },
      { id: `no-${a}`, status: 'DELIVRD' },
      { id: `no-${b}`, status: 'UNDELIV' },
      { id: 'nobody knows', status: 'DELIVRD' },
    ])
    expect(heard.json()).toEqual({ received: 4, stored: 2, repeated: 1, waiting: 1 })
    expect((await say([{ id: `no-${a}`, status: 'DELIVRD' }])).json()).toMatchObject({ repeated: 1 })
    expect(await receipts(journey)).toEqual({ sent: 3, delivered: 1, failed: 1 })
  })

  it('keeps a receipt that overtook its message until the message is known', async () => {
    const id = await onlyRoute('sms')
    const early = { message: 'early-1', status: 'delivered' as const, at: t.clock.now() }
    expect(await recordReceipts(t.ctx, { id, provider: 'http_gateway' }, [early])).toMatchObject({
      waiting: 1,
    })
    await t.ctx.clickhouse.insert(
      'touch_message',
      ['route', 'message', 'journey', 'touch', 'customer', 'at'],
      JSON.stringify({
        route: id,
        message: 'early-1',
        journey: 999,
        touch: '00000000-0000-4000-8000-000000000001',
        customer: 1,
        at: t.clock.now().toISOString(),
      }),
    )
    expect(await matchWaitingReceipts(t.ctx)).toMatchObject({ matched: 1 })
    expect(await receipts(999)).toEqual({ delivered: 1 })
    later(24 * 4)
    expect(await matchWaitingReceipts(t.ctx)).toEqual({ matched: 0, expired: 1 })
  })
})

describe('several routes', () => {
  it('share a channel by weight, and each keeps its touches', async () => {
    const [big, small] = [await gateway(), await gateway()]
    await saveRoute(t.ctx, 'push', { provider: 'http_gateway', weight: 300, settings: settingsOf(big) })
    await addRoute(t.ctx, 'push', { provider: 'http_gateway', weight: 100, settings: settingsOf(small) })
    await queueTouches(t.ctx, 'shared', 'push', { to: 1000 })
    expect(await dispatchTouches(t.ctx)).toEqual({ sent: 1000, failed: 0 })
    expect(big.received.length + small.received.length).toBe(1000)
    expect(small.received.length).toBeGreaterThan(180)
    expect(small.received.length).toBeLessThan(320)
  })

  it('step in for one that surely refused, and the refusing one rests', async () => {
    const [down, up] = [await gateway(), await gateway()]
    down.answers.push(...Array.from({ length: 200 }, () => 503 as const))
    await saveRoute(t.ctx, 'push', {
      provider: 'http_gateway',
      settings: settingsOf(down, { parallel: 1 }),
      breaker: { failures: 2, seconds: 600 },
    })
    await addRoute(t.ctx, 'push', { provider: 'http_gateway', settings: settingsOf(up) })
    const journey = await queueTouches(t.ctx, 'stepped_in', 'push', { to: 40 })
    expect(await dispatchTouches(t.ctx)).toEqual({ sent: 40, failed: 0 })
    expect(new Set(idsAt(up)).size).toBe(40)
    expect(await receipts(journey)).toEqual({ sent: 40 })
    const [first] = (await listChannels(t.ctx)).find(({ channel }) => channel === 'push')?.routes ?? []
    expect(first?.state).toMatchObject({ breaker: 'open', lastError: expect.stringContaining('rests') })
  })

  it('never take over what another may have taken', async () => {
    const [unsure, other] = [await gateway(), await gateway()]
    unsure.answers.push(...Array.from({ length: 12 }, () => 'hang up' as const))
    await saveRoute(t.ctx, 'push', {
      provider: 'http_gateway',
      settings: settingsOf(unsure, { parallel: 1 }),
    })
    await addRoute(t.ctx, 'push', { provider: 'http_gateway', settings: settingsOf(other) })
    const journey = await queueTouches(t.ctx, 'unsure', 'push', { to: 40 })
    await dispatchTouches(t.ctx)
    const taken = new Set(idsAt(unsure))
    unsure.answers.length = 0
    later(12)
    await dispatchTouches(t.ctx)
    expect(await receipts(journey)).toEqual({ sent: 40 })
    expect(idsAt(other).filter((id) => taken.has(id))).toEqual([])
    expect(new Set([...idsAt(unsure), ...idsAt(other)]).size).toBe(40)
  })
})

describe('limits', () => {
  it('let a channel carry no more in an hour than it may', async () => {
    const one = await gateway()
    await saveRoute(t.ctx, 'webhook', { provider: 'http_gateway', settings: settingsOf(one) })
    const version = (await listChannels(t.ctx)).find(({ channel }) => channel === 'webhook')?.version ?? 0
    await saveChannelSettings(
      t.ctx,
      'webhook',
      { hourlyLimit: 25, outboxLimit: null, costMicros: 0 },
      version,
    )
    await queueTouches(t.ctx, 'limited', 'webhook', { to: 60 })
    await dispatchTouches(t.ctx)
    expect(one.received).toHaveLength(25)
    const view = (await listChannels(t.ctx)).find(({ channel }) => channel === 'webhook')
    expect(view).toMatchObject({ thisHour: 25, backlog: 60, waitingFor: expect.stringContaining('hour') })
    later()
    await dispatchTouches(t.ctx)
    later()
    await dispatchTouches(t.ctx)
    expect(one.received).toHaveLength(60)
    expect(new Set(idsAt(one)).size).toBe(60)
  })

  it('let a route send no faster than its rate, over all its batches', async () => {
    const one = await gateway()
    await saveRoute(t.ctx, 'push', { provider: 'http_gateway', rate: 20, settings: settingsOf(one) })
    await queueTouches(t.ctx, 'rated', 'push', { to: 100 })
    const began = performance.now()
    await dispatchTouches(t.ctx)
    // 100 messages at 20 a second, of which a burst may leave at once: not below three seconds however fast we are.
    expect(performance.now() - began).toBeGreaterThan(2_000)
    expect(one.received).toHaveLength(100)
  })
})

describe('between the gate and the provider', () => {
  it('drops whom opted out since the touch was queued', async () => {
    const one = await gateway()
    await saveRoute(t.ctx, 'push', { provider: 'http_gateway', settings: settingsOf(one) })
    const journey = await queueTouches(t.ctx, 'dropped', 'push', { to: 5 })
    later()
    await recordOptOut(t.ctx, { channel: 'push', customers: [4], evidence: 'test' })
    later()
    expect(await dispatchTouches(t.ctx)).toEqual({ sent: 4, failed: 0 })
    expect(await receipts(journey)).toEqual({ sent: 4, dropped: 1 })
  })

  it('ends with its journey: what had not left when it was cancelled never does', async () => {
    const one = await gateway()
    await saveRoute(t.ctx, 'push', { provider: 'http_gateway', settings: settingsOf(one) })
    const journey = await queueTouches(t.ctx, 'cancelled', 'push', { to: 3 })
    await channelTables(t.ctx.postgres)
      .updateTable('journey')
      .set({ status: 'cancelled' })
      .where('id', '=', journey)
      .execute()
    await dispatchTouches(t.ctx)
    expect(one.received).toHaveLength(0)
  })
})

describe('dead letters', () => {
  it('are listed with their reason and sent again as a set, once', async () => {
    const one = await gateway()
    one.answers.push(...Array.from({ length: 5 }, () => 422 as const))
    await saveRoute(t.ctx, 'mini_program', {
      provider: 'http_gateway',
      settings: settingsOf(one, { parallel: 1 }),
    })
    const journey = await queueTouches(t.ctx, 'dead', 'mini_program', { to: 12 })
    expect(await dispatchTouches(t.ctx)).toEqual({ sent: 7, failed: 5 })
    const filter = { journey: 'dead' }
    expect(await summariseDeadLetters(t.ctx, filter)).toEqual([
      { channel: 'mini_program', reason: 'the gateway answered 422', touches: 5 },
    ])
    const page = await listDeadLetters(t.ctx, { ...filter, limit: 3 })
    const rest = await listDeadLetters(t.ctx, { ...filter, limit: 3, cursor: page.next ?? '' })
    expect([...page.items, ...rest.items]).toHaveLength(5)
    expect(page.items[0]).toMatchObject({
      provider: 'http_gateway',
      customerNumber: expect.stringMatching(/^N/),
    })

    later()
    expect(await retryDeadLetters(t.ctx, filter)).toEqual({ touches: 5 })
    expect(await retryDeadLetters(t.ctx, filter)).toEqual({ touches: 0 })
    expect(await dispatchTouches(t.ctx)).toEqual({ sent: 5, failed: 0 })
    expect(one.received).toHaveLength(12)
    expect(await summariseDeadLetters(t.ctx, filter)).toEqual([])
    expect(await receipts(journey)).toMatchObject({ sent: 12, retried: 5 })
    const { rows } = await sql<{
      n: string
    }>`SELECT count(*) AS n FROM audit WHERE action = 'channel.retry'`.execute(t.ctx.postgres)
    expect(Number(rows[0]?.n)).toBe(2)
  })
})

describe('the inbox', () => {
  it('shows the app the messages of a customer whom the bank’s server proves, and hears what was read', async () => {
    await saveRoute(t.ctx, 'inbox', {
      provider: 'inbox',
      settings: { identitySecret: 'known to the server of the app' },
    })
    const journey = await queueTouches(t.ctx, 'inboxed', 'inbox', { to: 3 })
    await dispatchTouches(t.ctx)
    const hook = await hookOf(await onlyRoute('inbox'))
    const proof = createHmac('sha256', 'known to the server of the app').update('N2').digest('hex')
    const list = (headers: Record<string, string>) =>
      api.inject({ url: `${hook}/messages?customer=N2`, headers })
    expect((await list({})).statusCode).toBe(401)
    expect((await list({ 'x-customer-proof': proof.replace(/.$/, '0') + '' })).statusCode === 200).toBe(
      proof.endsWith('0'),
    )
    const shown = (await list({ 'x-customer-proof': proof })).json<{
      items: { id: string }[]
      unread: number
    }>()
    expect(shown).toMatchObject({ unread: 1, items: [{ title: '客户2，您好', readAt: null }] })
    const read = await api.inject({
      method: 'POST',
      url: `${hook}/read`,
      headers: { 'x-customer-proof': proof, 'content-type': 'application/json' },
      payload: JSON.stringify({ customer: 'N2', messages: shown.items.map(({ id }) => id) }),
    })
    expect(read.json()).toEqual({ read: 1 })
    expect((await list({ 'x-customer-proof': proof })).json()).toMatchObject({ unread: 0 })
    expect(await receipts(journey)).toEqual({ sent: 3, delivered: 1, opened: 1 })
  })
})

describe('the call list', () => {
  it('fills the days of managers up to what they can do, then those of colleagues', async () => {
    await t.ctx.clickhouse.insert(
      'customer',
      ['customer', 'number', 'name', 'branch', 'manager', 'updated'],
      Array.from({ length: 10 }, (_, i) =>
        JSON.stringify({
          customer: i + 1,
          number: `N${i + 1}`,
          name: `客户${i + 1}`,
          branch: 'B1',
          manager: i < 8 ? 'M1' : '',
          updated: '2026-02-01T00:00:00Z',
        }),
      ).join('\n'),
    )
    await expect(saveCapacity(t.ctx, 'M9', { perDay: 4, branch: 'B1' })).rejects.toThrow(
      'Nobody on the staff',
    )
    await sql`INSERT INTO organisation (code, name, level) VALUES ('B1', 'B1', 'branch')`.execute(
      t.ctx.postgres,
    )
    await sql`INSERT INTO staff (code, name, organisation, position)
      VALUES ('M1', 'M1', 'B1', 'manager'), ('M2', 'M2', 'B1', 'manager')`.execute(t.ctx.postgres)
    await saveCapacity(t.ctx, 'M1', { perDay: 4, branch: 'B1' })
    await saveCapacity(t.ctx, 'M2', { perDay: 3, branch: 'B1' })
    await saveRoute(t.ctx, 'call', { provider: 'call_list', settings: {} })
    const journey = await queueTouches(t.ctx, 'called', 'call', { to: 10 })
    await dispatchTouches(t.ctx)
    expect(await planCalls(t.ctx)).toMatchObject({ planned: 4, moved: 3 })
    expect(await planCalls(t.ctx)).toMatchObject({ planned: 0, moved: 0 })
    const mine = await listCalls(t.ctx, { limit: 50, caller: 'M1', planned: 'true', status: 'open' })
    expect(mine.items).toHaveLength(4)
    expect(mine.items[0]).toMatchObject({ phone: expect.stringMatching(/^138\*{4}\d{4}$/), name: '客**' })

    const [one, two] = mine.items
    await recordCall(t.ctx, one?.id ?? '', { outcome: 'interested', note: '' })
    await recordCall(t.ctx, two?.id ?? '', { outcome: 'no_answer', note: '' })
    await expect(recordCall(t.ctx, one?.id ?? '', { outcome: 'reached', note: '' })).rejects.toThrow(
      'already',
    )
    expect(await receipts(journey)).toEqual({ sent: 10, delivered: 1, opened: 1, clicked: 1 })
    later(24)
    expect(await planCalls(t.ctx)).toMatchObject({ planned: 4, moved: 3 })
    later(24 * 8)
    expect((await planCalls(t.ctx)).expired).toHaveLength(9)
  })
})

describe('following up', () => {
  it('says it by the next channel when it failed or was not opened, exactly once', async () => {
    const one = await gateway()
    await saveRoute(t.ctx, 'sms', { provider: 'http_gateway', settings: settingsOf(one, { needs: 'phone' }) })
    await saveRoute(t.ctx, 'inbox', { provider: 'inbox', settings: {} })
    const journey = await queueTouches(t.ctx, 'followed', 'inbox', { to: 6 })
    await queueTouches(t.ctx, 'followed_template', 'sms', { to: 1 })
    await dispatchTouches(t.ctx)
    one.received.length = 0
    const graph = {
      nodes: {
        hello: {
          type: 'message',
          route: { channels: ['inbox', 'sms'] },
          templates: { inbox: 'hello_inbox', sms: 'hello_sms' },
          fallback: { on: ['failed', 'not_opened'], afterHours: 24 },
          next: 'done',
        },
      },
    }
    await sql`
      INSERT INTO journey_version (journey_id, version, graph, published_at, published_by)
      VALUES (${journey}, 1, ${JSON.stringify(graph)}::jsonb, now(), 'test')`.execute(t.ctx.postgres)
    const id = await onlyRoute('inbox')
    const touches = await t.ctx.clickhouse.query(
      'SELECT toString(touch) AS touch FROM touch WHERE journey = {journey:UInt32} ORDER BY customer',
      { journey },
      z.object({ touch: z.string() }),
    )
    const say = (index: number, status: 'opened' | 'failed') =>
      recordReceipts(t.ctx, { id, provider: 'inbox' }, [
        { message: touches[index]?.touch ?? '', status, at: t.clock.now() },
      ])
    later()
    await say(0, 'opened')
    await say(1, 'failed')
    expect(await followUpTouches(t.ctx)).toEqual({ queued: 1 })
    expect(await followUpTouches(t.ctx)).toEqual({ queued: 0 })
    later(24)
    // Not while the next channel is full.
    await sql`UPDATE channel_setting SET outbox_limit = 1 WHERE channel = 'sms'`.execute(t.ctx.postgres)
    expect(await followUpTouches(t.ctx)).toEqual({ queued: 0 })
    await sql`UPDATE channel_setting SET outbox_limit = NULL WHERE channel = 'sms'`.execute(t.ctx.postgres)
    expect(await followUpTouches(t.ctx)).toEqual({ queued: 4 })
    expect(await followUpTouches(t.ctx)).toEqual({ queued: 0 })
    await dispatchTouches(t.ctx)
    expect(one.received).toHaveLength(5)
    later(48)
    expect(await followUpTouches(t.ctx)).toEqual({ queued: 0 })
  })

  it('is done again with the same touches when it was killed before they were queued', async () => {
    const journey = await queueTouches(t.ctx, 'killed', 'inbox', { to: 3 })
    await dispatchTouches(t.ctx)
    await sql`
      INSERT INTO journey_version (journey_id, version, graph, published_at, published_by)
      SELECT ${journey}, 1, graph, now(), 'test' FROM journey_version LIMIT 1`.execute(t.ctx.postgres)
    later(25)
    const killed = {
      ...t.ctx,
      clickhouse: {
        ...t.ctx.clickhouse,
        query: (async (...args: Parameters<typeof t.ctx.clickhouse.query>) => {
          if (args[0].includes('SELECT channel, count() AS touches FROM touch')) throw new Error('killed')
          return t.ctx.clickhouse.query(...args)
        }) as typeof t.ctx.clickhouse.query,
      },
    }
    expect(await followUpTouches(killed)).toEqual({ queued: 0 })
    later()
    expect(await followUpTouches(t.ctx)).toEqual({ queued: 3 })
    const [row] = await t.ctx.clickhouse.query(
      'SELECT count() AS n, uniqExact(touch) AS ids FROM touch WHERE journey = {journey:UInt32}',
      { journey },
      z.object({ n: z.coerce.number(), ids: z.coerce.number() }),
    )
    expect(row).toEqual({ n: 6, ids: 6 })
  })
})

describe('a test message', () => {
  it('goes to the address that was typed, and the audit keeps no address', async () => {
    const one = await gateway()
    await saveRoute(t.ctx, 'sms', { provider: 'http_gateway', settings: settingsOf(one, { needs: 'phone' }) })
    const id = await onlyRoute('sms')
    const input = { address: '13911112222', language: 'zh-CN' as const, subject: '', body: '测试' }
    expect(await testSend(t.ctx, 'sms', id, input)).toMatchObject({ status: 'sent' })
    expect(one.received[0]?.body).toContain('13911112222')
    await expect(testSend(t.ctx, 'sms', id, { ...input, address: '' })).rejects.toThrow('needs an address')
    const { rows } = await sql<{ detail: unknown }>`
      SELECT detail FROM audit WHERE action = 'channel.test'`.execute(t.ctx.postgres)
    expect(JSON.stringify(rows)).not.toContain('13911112222')
    expect(rows).toHaveLength(1)
  })
})
