import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { applyContactPolicy } from '../../../decide/policy/index.ts'
import { systemActor } from '../../../platform/actor.ts'
import { encryptContact } from '../../../platform/crypto/contact-cipher.ts'
import { createServer } from '../../../platform/http/server.ts'
import { closeCarriers } from '../carriers.ts'
import { dispatchTouches } from '../dispatch-touches.ts'
import { hookRoutes } from '../hooks.ts'
import { saveRoute } from '../save-route.ts'
import { queueTouches, saveCustomers } from '../testing/queued-touches.ts'

let t: TestContext
let api: FastifyInstance
let server: SMTPServer
const mails: { to: string; raw: string }[] = []
/** Recipients who are refused, with the SMTP answer and how often. */
const refusals = new Map<string, { code: number; times: number }>()

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, callback) => {
      const refusal = refusals.get(address)
      if (!refusal || refusal.times <= 0) return callback()
      refusal.times -= 1
      callback(Object.assign(new Error(`no mail for ${address}`), { responseCode: refusal.code }))
    },
    onData: (stream, session, callback) => {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const [first] = session.envelope.rcptTo
        // latin1 keeps every octet that came over the wire.
        mails.push({ to: first?.address ?? '', raw: Buffer.concat(parts).toString('latin1') })
        callback()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  t = await openTestContext({ overrides: { publicUrl: 'https://banyan.example' } })
  await applyContactPolicy(t.ctx, { consent: 'opt_out', caps: [], quietHours: null })
  api = await createServer(t.ctx, async () => systemActor)
  await api.register(hookRoutes)
  await saveRoute(t.ctx, 'email', {
    provider: 'email',
    settings: { url: `smtp://127.0.0.1:${port}`, from: '榕树银行 <bank@example.com>', connections: 2 },
  })
  await saveCustomers(
    t.ctx,
    [
      { customer: 1, name: '王芳', kind: 'email', address: 'fang@example.com' },
      { customer: 2, name: 'Ada', language: 'en', kind: 'email', address: 'ada@example.com' },
      { customer: 3, name: '李雷', kind: 'email', address: 'gone@example.com' },
      { customer: 4, name: '韩梅梅', kind: 'email', address: 'full@example.com' },
    ],
    (address) => encryptContact(t.ctx.config, address),
  )
})
afterAll(async () => {
  // The server waits for the connections that are kept open for the next mail.
  await closeCarriers(t.ctx)
  await api.close()
  await t.close()
  await new Promise<void>((resolve) => server.close(resolve))
})

interface Mail {
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
}

/** Read a mail as RFC 5322, 2045 and 2047 say. */
function readMail(raw: string): Mail {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const headers = new Map(
    head
      .replaceAll(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line): [string, string] => {
        const [name = '', ...value] = line.split(':')
        return [name.toLowerCase(), decodeWords(value.join(':').trim())]
      }),
  )
  const body = rest.join('\r\n\r\n')
  const encoding = headers.get('content-transfer-encoding')
  const bytes =
    encoding === 'base64'
      ? Buffer.from(body, 'base64')
      : encoding === 'quoted-printable'
        ? Buffer.from(
            body
              .replaceAll(/=\r\n/g, '')
              .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
                String.fromCharCode(Number.parseInt(hex, 16)),
              ),
            'latin1',
          )
        : Buffer.from(body, 'latin1')
  return { headers, text: bytes.toString('utf8').trim() }
}

const decodeWords = (text: string): string =>
  text
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(word, 'base64').toString('latin1')
        : word
            .replaceAll('_', ' ')
            .replaceAll(/=([0-9A-F]{2})/g, (__, hex: string) =>
              String.fromCharCode(Number.parseInt(hex, 16)),
            ),
    )
    .replaceAll(/[\u0080-\u00FF]+/g, (bytes) => Buffer.from(bytes, 'latin1').toString('utf8'))

const mailTo = (address: string): Mail => readMail(mails.find(({ to }) => to === address)?.raw ?? '')

async function receipts(journey: number): Promise<Record<string, number>> {
  const rows = await t.ctx.clickhouse.query(
    'SELECT status, count() AS n FROM touch_receipt FINAL WHERE journey = {journey:UInt32} GROUP BY status',
    { journey },
    z.object({ status: z.string(), n: z.coerce.number() }),
  )
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]))
}

it('reaches a mail server in Chinese and in English, every octet of it as the standards say', async () => {
  refusals.set('gone@example.com', { code: 550, times: 1 })
  refusals.set('full@example.com', { code: 452, times: 1 })
  const journey = await queueTouches(t.ctx, 'mailed', 'email', { to: 4 })
  await dispatchTouches(t.ctx)

  expect(mails.every(({ raw }) => /^[\r\n\t\u0020-\u007E]*$/.test(raw))).toBe(true)
  const chinese = mailTo('fang@example.com')
  expect(chinese.headers.get('subject')).toBe('王芳，您好')
  expect(chinese.headers.get('from')).toBe('榕树银行 <bank@example.com>')
  expect(chinese.headers.get('content-type')).toMatch(/charset=utf-8/i)
  expect(chinese.text).toBe('尊敬的王芳（N1）')
  const english = mailTo('ada@example.com')
  expect(english.headers.get('subject')).toBe('Hello Ada')
  expect(english.text).toBe('Dear Ada')
  expect(english.headers.get('message-id')).toMatch(/^<[0-9a-f-]{36}@banyan>$/)
  expect(english.headers.get('x-banyan-journey')).toBe('mailed')

  // 550 is final; 452 (mailbox full) puts off one mail while the others go.
  expect(await receipts(journey)).toEqual({ sent: 2, failed: 1, deferred: 1 })
  t.clock.advance(3_600_000)
  await dispatchTouches(t.ctx)
  expect(await receipts(journey)).toEqual({ sent: 3, failed: 1, deferred: 1 })
  expect(mailTo('full@example.com').text).toBe('尊敬的韩梅梅（N4）')
  expect(mails).toHaveLength(3)
})

it('lets mail programs unsubscribe by one POST, and nobody by following a link', async () => {
  const { headers } = mailTo('fang@example.com')
  expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
  const address = new URL(/^<(.*)>$/.exec(headers.get('list-unsubscribe') ?? '')?.[1] ?? '')
  expect(address.origin).toBe('https://banyan.example')
  const post = (path: string) =>
    api.inject({
      method: 'POST',
      url: path,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'List-Unsubscribe=One-Click',
    })
  const page = await api.inject({ url: address.pathname })
  expect(page.statusCode).toBe(200)
  expect(page.body).toContain('退订 · Unsubscribe')
  t.clock.advance(60_000)
  await queueTouches(t.ctx, 'mailed_again', 'email', { from: 1, to: 2 })
  expect((await post(`${address.pathname.slice(0, -3)}AAA`)).statusCode).toBe(404)
  t.clock.advance(60_000)
  expect((await post(address.pathname)).statusCode).toBe(200)
  mails.length = 0
  t.clock.advance(60_000)
  await dispatchTouches(t.ctx)
  expect(mails.map(({ to }) => to)).toEqual(['ada@example.com'])
})

it('writes to one mailbox only, and lets no name become a header', async () => {
  mails.length = 0
  await saveCustomers(
    t.ctx,
    [
      { customer: 11, name: '赵六\r\nBcc: thief@example.com', kind: 'email', address: 'zhao@example.com' },
      { customer: 12, name: '钱七', kind: 'email', address: 'qian@example.com, thief@example.com' },
      {
        customer: 13,
        name: '孙八',
        kind: 'email',
        address: 'sun@example.com\r\nRCPT TO:<thief@example.com>',
      },
    ],
    (address) => encryptContact(t.ctx.config, address),
  )
  const journey = await queueTouches(t.ctx, 'mailed_thief', 'email', { from: 11, to: 13 })
  await dispatchTouches(t.ctx)
  expect(mails.map(({ to }) => to)).toEqual(['zhao@example.com'])
  expect([...mailTo('zhao@example.com').headers.keys()]).not.toContain('bcc')
  expect(await receipts(journey)).toEqual({ sent: 1, failed: 2 })
})
