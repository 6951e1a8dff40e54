import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { applyContactPolicy } from '../../decide/policy/index.ts'
import { encryptContact } from '../../platform/crypto/contact-cipher.ts'
import type { ContactChannel } from '../../govern/consent/index.ts'
import { listTouches } from '../touches/index.ts'
import { closeCarriers } from './carriers.ts'
import { dispatchTouches } from './dispatch-touches.ts'
import { listChannels } from './list-channels.ts'
import { saveRoute } from './save-route.ts'
import { channelTables } from './store.ts'
import { queueTouches, saveCustomers } from './testing/queued-touches.ts'

let t: TestContext
let gateway: Server
let mailServer: SMTPServer
const mails: { to: string; text: string }[] = []
let refuseFrom = Number.POSITIVE_INFINITY

beforeAll(async () => {
  mailServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (address, _session, callback) => {
      if (address.address === 'gone@example.com') {
        callback(Object.assign(new Error('5.1.1 gone@example.com is unknown'), { responseCode: 550 }))
      } else if (mails.length >= refuseFrom) {
        callback(Object.assign(new Error('try later'), { responseCode: 451 }))
      } else callback()
    },
    onData: (stream, session, callback) => {
      let text = ''
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo[0]?.address ?? '', text })
        callback()
      })
    },
  })
  await new Promise<void>((resolve) => mailServer.listen(0, '127.0.0.1', resolve))
  const { port } = mailServer.server.address() as AddressInfo
  t = await openTestContext({
    overrides: {
      email: { url: `smtp://127.0.0.1:${port}`, from: 'Bank <bank@example.com>' },
      webhook: { allowPrivateAddresses: true },
    },
  })
  await applyContactPolicy(t.ctx, { consent: 'opt_out', caps: [], quietHours: null })
  gateway = createServer()
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  // The mail server waits for the connections that are kept open for the next mail.
  await closeCarriers(t.ctx)
  await t.close()
  gateway.close()
  await new Promise<void>((resolve) => mailServer.close(resolve))
})

const secret = 'a-secret-of-the-gateway'
const gatewayUrl = () => `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/messages`

interface Received {
  headers: IncomingHttpHeaders
  body: string
  messages: { id: string; customerNumber: string; body: string }[]
}

/** Answer each request with the next status; afterwards with 200. */
function answerWith(...statuses: number[]): Received[] {
  const received: Received[] = []
  gateway.removeAllListeners('request')
  gateway.on('request', (request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const { messages } = JSON.parse(body) as Pick<Received, 'messages'>
      received.push({ headers: request.headers, body, messages })
      response.writeHead(statuses.shift() ?? 200).end()
    })
  })
  return received
}

const queue = (key: string, channel: ContactChannel, customers: number): Promise<number> =>
  queueTouches(t.ctx, key, channel, { to: customers })

const dispatchOf = (journey: number) =>
  channelTables(t.ctx.postgres)
    .selectFrom('dispatch')
    .select(['state', 'sent', 'queued', 'error'])
    .where('journey_id', '=', journey)
    .executeTakeFirstOrThrow()

async function setStatus(journey: number, status: string): Promise<void> {
  await channelTables(t.ctx.postgres)
    .updateTable('journey')
    .set({ status })
    .where('id', '=', journey)
    .execute()
}

/** Later than any pause after a failure. */
const later = () => t.clock.moveTo(new Date(t.clock.now().getTime() + 3_600_000))

async function receipts(journey: number): Promise<Record<string, number>> {
  const rows = await t.ctx.clickhouse.query(
    'SELECT status, count() AS n FROM touch_receipt FINAL WHERE journey = {journey:UInt32} GROUP BY status',
    { journey },
    z.object({ status: z.string(), n: z.coerce.number() }),
  )
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]))
}

describe('the simulator', () => {
  it('answers for every touch, the same whenever it is asked', async () => {
    const journey = await queue('simulated', 'push', 1000)
    await dispatchTouches(t.ctx)
    const first = await receipts(journey)
    expect(await dispatchOf(journey)).toMatchObject({ state: 'done', sent: 1000 })
    expect(first['sent']).toBe(1000)
    expect((first['delivered'] ?? 0) + (first['failed'] ?? 0)).toBe(1000)
    expect(first['delivered']).toBeGreaterThan(940)
    expect(first['opened']).toBeGreaterThan(300)
    await channelTables(t.ctx.postgres).updateTable('dispatch').set({ state: 'running' }).execute()
    await dispatchTouches(t.ctx)
    expect(await receipts(journey)).toEqual(first)
  })

  it('carries out what several journeys queued with one statement', async () => {
    const journeys = [await queue('together_a', 'push', 30), await queue('together_b', 'push', 20)]
    const statements: string[] = []
    const command: typeof t.ctx.clickhouse.command = (sql, ...more) => {
      if (sql.includes('INSERT INTO touch_receipt')) statements.push(sql)
      return t.ctx.clickhouse.command(sql, ...more)
    }
    // A context of its own opens a carrier of its own.
    const postgres = t.ctx.postgres.withTables()
    const ctx = { ...t.ctx, postgres, clickhouse: { ...t.ctx.clickhouse, command } }
    expect(await dispatchTouches(ctx)).toEqual({ sent: 50, failed: 0 })
    expect(statements).toHaveLength(1)
    expect(await Promise.all(journeys.map(receipts))).toMatchObject([{ sent: 30 }, { sent: 20 }])
    for (const journey of journeys) expect(await dispatchOf(journey)).toMatchObject({ state: 'done' })
    await closeCarriers(ctx)
  })
})

describe('the webhook', () => {
  it('signs its requests and hands every message over once', async () => {
    const received = answerWith()
    await saveRoute(t.ctx, 'webhook', { provider: 'webhook', settings: { url: gatewayUrl(), secret } })
    const journey = await queue('hooked', 'webhook', 1200)
    expect(await dispatchTouches(t.ctx)).toEqual({ sent: 1200, failed: 0 })
    expect(received.map(({ messages }) => messages.length)).toEqual([500, 500, 200])
    expect(new Set(received.flatMap(({ messages }) => messages.map(({ id }) => id))).size).toBe(1200)
    for (const { headers, body } of received) {
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
      const expected = createHmac('sha256', secret).update(signed).digest('base64')
      expect(headers['webhook-signature']).toBe(`v1,${expected}`)
    }
    expect(await receipts(journey)).toEqual({ sent: 1200 })
  })

  it('tries again after an answer that may pass, with the same key', async () => {
    const received = answerWith(503, 429)
    const journey = await queue('hooked_again', 'webhook', 10)
    await dispatchTouches(t.ctx)
    expect(received).toHaveLength(3)
    expect(new Set(received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    expect(await receipts(journey)).toEqual({ sent: 10 })
  })

  it('does not repeat what the receiver refuses for good', async () => {
    const received = answerWith(422)
    const journey = await queue('hooked_refused', 'webhook', 10)
    expect(await dispatchTouches(t.ctx)).toEqual({ sent: 0, failed: 10 })
    expect(received).toHaveLength(1)
    expect(await receipts(journey)).toEqual({ failed: 10 })
  })

  it('keeps the rest while the receiver is down and goes on when it is back', async () => {
    answerWith(200, 500, 500, 500, 500)
    const journey = await queue('hooked_down', 'webhook', 1000)
    await dispatchTouches(t.ctx)
    expect(await dispatchOf(journey)).toMatchObject({
      state: 'pending',
      sent: 500,
      error: 'the receiver answered 500',
    })
    const received = answerWith()
    await dispatchTouches(t.ctx)
    expect(received).toHaveLength(0)
    later()
    await dispatchTouches(t.ctx)
    expect(received.map(({ messages }) => messages.length)).toEqual([500])
    expect(await receipts(journey)).toEqual({ sent: 1000 })
  })

  it('sends both of two messages to one person, also where a batch ends between them', async () => {
    const received = answerWith()
    const journey = await queue('hooked_twice', 'webhook', 600)
    await t.ctx.clickhouse.command(
      `INSERT INTO touch SELECT * REPLACE (generateUUIDv4() AS touch) FROM touch
       WHERE journey = {journey:UInt32} AND customer = 500`,
      { journey },
    )
    expect(await dispatchTouches(t.ctx)).toEqual({ sent: 601, failed: 0 })
    expect(received.flatMap(({ messages }) => messages)).toHaveLength(601)
    expect(await receipts(journey)).toEqual({ sent: 601 })
  })

  it('says of a message whose template is gone that it failed', async () => {
    answerWith()
    const journey = await queue('hooked_speechless', 'webhook', 3)
    await t.ctx.clickhouse.command(
      "ALTER TABLE touch UPDATE template = 'gone' WHERE journey = {journey:UInt32} SETTINGS mutations_sync = 2",
      { journey },
    )
    expect(await dispatchTouches(t.ctx)).toEqual({ sent: 0, failed: 3 })
    expect(await receipts(journey)).toEqual({ failed: 3 })
  })

  it('does not hand a batch over again whose receipts were stored before the crash', async () => {
    const received = answerWith()
    const journey = await queue('hooked_crash', 'webhook', 700)
    await dispatchTouches(t.ctx)
    await channelTables(t.ctx.postgres)
      .updateTable('dispatch')
      .set({ state: 'running', position: 0, sent: 0 })
      .where('journey_id', '=', journey)
      .execute()
    await dispatchTouches(t.ctx)
    expect(received).toHaveLength(2)
    expect(await dispatchOf(journey)).toMatchObject({ state: 'done' })
  })

  it('never goes to a private address unless the installation allows it', async () => {
    const received = answerWith()
    const strict = { ...t.ctx, config: { ...t.ctx.config, webhook: { allowPrivateAddresses: false } } }
    const { port } = gateway.address() as AddressInfo
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254', '0']) {
      const key = `hooked_private_${host.replaceAll(/[^a-z0-9]/g, '_')}`
      await saveRoute(t.ctx, 'webhook', {
        provider: 'webhook',
        settings: { url: `http://${host}:${port}/`, secret },
      })
      await queue(key, 'webhook', 1)
      expect(await dispatchTouches(strict)).toEqual({ sent: 0, failed: 1 })
    }
    expect(received).toHaveLength(0)
  })

  it('shows its address, never its secret', async () => {
    const shown = JSON.stringify(await listChannels(t.ctx))
    expect(shown).toContain('http://0:')
    expect(shown).not.toContain(secret)
    const stored = await channelTables(t.ctx.postgres)
      .selectFrom('channel_route')
      .select('settings')
      .execute()
    expect(JSON.stringify(stored)).not.toContain(secret)
  })

  it('sends nothing while the journey is paused', async () => {
    const received = answerWith()
    await saveRoute(t.ctx, 'webhook', { provider: 'webhook', settings: { url: gatewayUrl(), secret } })
    const journey = await queue('hooked_paused', 'webhook', 5)
    await setStatus(journey, 'paused')
    await dispatchTouches(t.ctx)
    expect(received).toHaveLength(0)
    await setStatus(journey, 'running')
    await dispatchTouches(t.ctx)
    expect(await receipts(journey)).toEqual({ sent: 5 })
  })
})

describe('email', () => {
  beforeAll(async () => {
    await saveRoute(t.ctx, 'email', { provider: 'email', settings: {} })
    await saveCustomers(
      t.ctx,
      [
        { customer: 1, name: '王芳', kind: 'email', address: 'fang@example.com' },
        { customer: 2, name: 'Ada', language: 'en', kind: 'email', address: 'ada@example.com' },
        { customer: 3, name: '李雷', kind: 'email', address: 'gone@example.com' },
      ],
      (address) => encryptContact(t.ctx.config, address),
    )
  })

  it('writes to those who have an address, in their language, and notes who is unknown there', async () => {
    const journey = await queue('mailed', 'email', 4)
    expect(await dispatchTouches(t.ctx)).toEqual({ sent: 2, failed: 2 })
    expect(mails.map(({ to }) => to).sort()).toEqual(['ada@example.com', 'fang@example.com'])
    const ada = mails.find(({ to }) => to === 'ada@example.com')?.text ?? ''
    expect(ada).toContain('Subject: Hello Ada')
    expect(ada).toContain('Dear Ada')
    expect(ada).toMatch(/Message-ID: <[0-9a-f-]{36}@banyan>/)
    const fang = mails.find(({ to }) => to === 'fang@example.com')?.text ?? ''
    expect(fang).toContain(`=?UTF-8?B?${Buffer.from('王芳，您好').toString('base64')}?=`)
    expect(await receipts(journey)).toEqual({ sent: 2, failed: 2 })
    const details = await t.ctx.clickhouse.query(
      `SELECT detail FROM touch_receipt WHERE journey = {journey:UInt32} AND status = 'failed' ORDER BY customer`,
      { journey },
      z.object({ detail: z.string() }),
    )
    expect(details.map(({ detail }) => detail)).toEqual([
      expect.stringContaining('5.1.1 … is unknown'),
      'no address',
    ])
  })

  it('stops at a server that is busy and goes on later without repeating a mail', async () => {
    mails.length = 0
    refuseFrom = 0
    const journey = await queue('mailed_later', 'email', 2)
    await dispatchTouches(t.ctx)
    expect(await dispatchOf(journey)).toMatchObject({ state: 'pending' })
    refuseFrom = Number.POSITIVE_INFINITY
    later()
    await dispatchTouches(t.ctx)
    expect(mails.map(({ to }) => to).sort()).toEqual(['ada@example.com', 'fang@example.com'])
    expect(await receipts(journey)).toEqual({ sent: 2, deferred: 2 })
    expect(await dispatchOf(journey)).toMatchObject({ state: 'done', sent: 2 })
  })
})

describe('the touch log', () => {
  it('pages through the contacts of one customer, by bank number and reason', async () => {
    await t.ctx.clickhouse.insert(
      'identifier',
      ['namespace', 'value', 'customer', 'first_seen'],
      JSON.stringify({
        namespace: 'customer_number',
        value: 'N1',
        customer: 1,
        first_seen: '2026-01-01T00:00:00Z',
      }),
    )
    const all = await listTouches(t.ctx, { limit: 200, customerNumber: 'N1' })
    expect(all.items.length).toBeGreaterThan(5)
    expect(new Set(all.items.map((item) => item.customerNumber))).toEqual(new Set(['N1']))
    const paged = []
    for (let cursor: string | undefined; ;) {
      const page = await listTouches(t.ctx, { limit: 2, customerNumber: 'N1', cursor })
      paged.push(...page.items)
      if (page.next === null) break
      cursor = page.next
    }
    expect(paged).toEqual(all.items)
    expect((await listTouches(t.ctx, { limit: 5, customerNumber: 'nobody' })).items).toEqual([])
    expect((await listTouches(t.ctx, { limit: 5, reason: 'cap' })).items).toEqual([])
  })
})
