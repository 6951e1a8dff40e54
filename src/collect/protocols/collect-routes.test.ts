import * as fc from 'fast-check'
import fastify, { type FastifyInstance, type InjectOptions } from 'fastify'
import { deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../platform/errors.ts'
import type { CollectSource, SourceDirectory } from '../sources/index.ts'
import { collectRoutes, createCollectCounts, decodeEnvelope, normalise, type Envelope } from './index.ts'
import { hashCode } from './sensors-wire.ts'

const bank = 'https://bank.example'
const source: CollectSource = {
  id: 7,
  key: 'web',
  writeKey: 'key7',
  channel: 'web',
  strict: false,
  origins: new Set([bank]),
  anyOrigin: false,
}
const sources: SourceDirectory = {
  find: (writeKey) => (writeKey === source.writeKey ? source : undefined),
  catchUp: () => Promise.resolve(),
  admitsOrigin: (origin) => origin === bank,
  refresh: () => Promise.resolve(),
  close: () => undefined,
}

/** A spool in memory; `full` makes it refuse as a full one does. */
let spooled: Envelope[] = []
let full = false
const spool = {
  async append(record: string | Buffer): Promise<void> {
    if (full)
      throw new AppError('unavailable', 'The spool is full: try again later', { retryAfterSeconds: 10 })
    spooled.push(decodeEnvelope(Buffer.from(record)))
  },
}
const counts = createCollectCounts()

let app: FastifyInstance
beforeAll(async () => {
  app = fastify({ bodyLimit: 1024 })
  await app.register(collectRoutes({ spool, sources, counts }))
})
afterAll(() => app.close())
beforeEach(() => {
  spooled = []
  full = false
})

const basic = { authorization: `Basic ${Buffer.from('key7:').toString('base64')}` }
const event = { type: 'track', event: 'Login', userId: 'u1', messageId: 'm1' }
const view = {
  type: 'track',
  event: '$pageview',
  distinct_id: 'c1',
  time: 1_793_498_400_000,
  _track_id: 5_000_000_000,
  properties: {},
}
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64')

async function post(url: string, payload: string | Buffer | object, headers: Record<string, string> = {}) {
  return app.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'content-type': 'application/json', ...headers },
  })
}
const names = () => spooled.flatMap((envelope) => normalise(envelope).items.map((item) => item.name))

describe('Segment', () => {
  it.each([
    ['Basic', '/v1/track', basic, event],
    ['Bearer', '/v1/track', { authorization: 'Bearer key7' }, event],
    ['the body', '/v1/batch', {}, { writeKey: 'key7', batch: [event] }],
    ['the address', '/v1/t?writeKey=key7', {}, event],
  ])('takes the write key from %s', async (_where, url, headers, body) => {
    const response = await post(url, body, headers)
    expect(response.statusCode).toBe(200)
    expect(response.json()).toEqual({ success: true })
    expect(spooled[0]).toMatchObject({ source: 7, protocol: 'segment', channel: 'web', strict: false })
    expect(names()).toEqual(['Login'])
  })

  it('takes gzip, with and without the header, and deflate, and any content type', async () => {
    const body = Buffer.from(JSON.stringify({ batch: [event] }))
    const responses = [
      await post('/v1/batch', gzipSync(body), { ...basic, 'content-encoding': 'gzip' }),
      await post('/v1/batch', gzipSync(body), { ...basic, 'content-type': 'text/plain' }),
      await post('/v1/batch', deflateSync(body), { ...basic, 'content-encoding': 'deflate' }),
      await post('/v1/b', body, { ...basic, 'content-type': 'application/x-anything' }),
    ]
    expect(responses.map((response) => response.statusCode)).toEqual([200, 200, 200, 200])
    expect(names()).toEqual(['Login', 'Login', 'Login', 'Login'])
  })

  it('takes an empty batch without storing anything', async () => {
    expect((await post('/v1/batch', { batch: [] }, basic)).statusCode).toBe(200)
    expect(spooled).toEqual([])
  })

  it('hands the browser SDK settings that point back to us', async () => {
    const response = await app.inject({
      url: '/v1/projects/key7/settings',
      headers: { host: 'collect.bank.example' },
    })
    expect(response.json()).toMatchObject({
      integrations: {
        'Segment.io': { apiKey: 'key7', apiHost: 'collect.bank.example/v1', protocol: 'http' },
      },
    })
    expect((await app.inject({ url: '/v1/projects/other/settings' })).statusCode).toBe(404)
  })

  it.each([
    ['an event over 32 KB', '/v1/track', { ...event, properties: { text: 'x'.repeat(33_000) } }],
    [
      'a batch over 500 KB',
      '/v1/batch',
      { batch: Array.from({ length: 20 }, () => ({ ...event, context: { text: 'x'.repeat(30_000) } })) },
    ],
    ['a batch over 2,500 events', '/v1/batch', { batch: Array.from({ length: 2_501 }, () => ({})) }],
    ['a batch that is none', '/v1/batch', { batch: 'x' }],
    ['an array', '/v1/track', [event]],
  ])('answers 400 to %s', async (_what, url, body) => {
    const response = await post(url, body, basic)
    expect(response.statusCode).toBe(400)
    expect(response.json()).toMatchObject({ success: false })
  })
})

describe('Sensors', () => {
  const form = 'application/x-www-form-urlencoded'

  it('takes an image request and answers an image', async () => {
    const data = base64(view)
    const url = `/sa.gif?project=x&token=key7&data=${encodeURIComponent(data)}&ext=${encodeURIComponent(`crc=${hashCode(data)}`)}`
    const response = await app.inject({ url })
    expect(response.statusCode).toBe(200)
    expect(response.headers['content-type']).toBe('image/gif')
    expect(response.rawPayload.subarray(0, 3).toString()).toBe('GIF')
    expect(names()).toEqual(['$pageview'])
  })

  it.each([
    ['form data', `data=${encodeURIComponent(base64(view))}`, form],
    [
      'a beacon',
      `data=${encodeURIComponent(base64(view))}&ext=crc%3D${hashCode(base64(view))}`,
      'text/plain;charset=UTF-8',
    ],
    ['a list', `data_list=${encodeURIComponent(base64([view]))}`, form],
    [
      'base64 that was not percent-encoded',
      `data_list=${base64([{ ...view, properties: { t: '>>>???~~~' } }])}`,
      form,
    ],
    [
      'a gzipped list',
      `data_list=${encodeURIComponent(gzipSync(JSON.stringify([view])).toString('base64'))}&gzip=1`,
      form,
    ],
    ['plain JSON', JSON.stringify([view]), 'application/json'],
  ])('takes %s', async (_what, body, type) => {
    const response = await post('/sa?project=key7', body, { 'content-type': type })
    expect(response.statusCode).toBe(200)
    expect(names()).toEqual(['$pageview'])
  })

  it('refuses data that was damaged on its way', async () => {
    const response = await post('/sa?token=key7', `data=${encodeURIComponent(base64(view))}&ext=crc%3D1`, {
      'content-type': form,
    })
    expect(response.statusCode).toBe(400)
  })

  it('validates on /debug, and stores only without Dry-Run', async () => {
    const body = `data_list=${encodeURIComponent(base64([view]))}`
    const dry = await post('/debug?token=key7', body, { 'content-type': form, 'dry-run': 'true' })
    expect(dry.statusCode).toBe(200)
    expect(dry.json()).toEqual({})
    expect(spooled).toEqual([])
    await post('/debug?token=key7', body, { 'content-type': form })
    expect(names()).toEqual(['$pageview'])
    const bad = `data_list=${encodeURIComponent(base64([{ ...view, event: 'not valid' }]))}`
    const refused = await post('/debug?token=key7', bad, { 'content-type': form, 'dry-run': 'true' })
    expect(refused.statusCode).toBe(400)
    expect(refused.json()).toMatchObject({ rejections: [{ reason: 'invalid_name' }] })
  })
})

describe('PostHog', () => {
  const captured = { event: 'Login', distinct_id: 'u1', properties: { token: 'key7' }, uuid: 'x1' }

  it.each([
    ['/batch/', JSON.stringify({ api_key: 'key7', batch: [captured] }), 'application/json'],
    ['/e/?compression=gzip-js', gzipSync(JSON.stringify([captured])), 'text/plain'],
    ['/i/v0/e/?ip=0&_=1793498400000&compression=gzip-js', gzipSync(JSON.stringify(captured)), 'text/plain'],
    [
      '/e/?compression=base64',
      `data=${encodeURIComponent(base64([captured]))}`,
      'application/x-www-form-urlencoded',
    ],
    ['/e/', JSON.stringify(captured), 'application/json'],
  ])('takes %s', async (url, body, type) => {
    const response = await post(url, body, { 'content-type': type })
    expect(response.statusCode).toBe(200)
    expect(response.json()).toMatchObject({ status: 1 })
    expect(names()).toEqual(['Login'])
  })

  it('says that there are no flags, and what its browser SDK may do', async () => {
    expect((await post('/flags/?v=2', { token: 'key7' })).json()).toMatchObject({ flags: {} })
    expect((await app.inject({ url: '/array/key7/config' })).json()).toMatchObject({ hasFeatureFlags: false })
    expect((await app.inject({ url: '/array/other/config' })).statusCode).toBe(404)
  })

  it('answers 413 to what is too large, so that the SDK halves its batch', async () => {
    const response = await post('/batch/', gzipSync(Buffer.alloc(11 * 1024 * 1024, ' ')), {
      'content-encoding': 'gzip',
    })
    expect(response.statusCode).toBe(413)
  })
})

describe('a web page', () => {
  it('may send when the source admits its origin', async () => {
    const preflight = await app.inject({
      method: 'OPTIONS',
      url: '/v1/t',
      headers: {
        origin: bank,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    })
    expect(preflight.statusCode).toBe(204)
    expect(preflight.headers['access-control-allow-origin']).toBe(bank)
    expect(preflight.headers['access-control-allow-headers']).toBe('authorization,content-type')
    const sent = await post('/v1/t', event, { ...basic, origin: bank })
    expect(sent.statusCode).toBe(200)
    expect(sent.headers['access-control-allow-origin']).toBe(bank)
  })

  it('may not otherwise', async () => {
    const headers = { origin: 'https://evil.example' }
    expect((await app.inject({ method: 'OPTIONS', url: '/v1/t', headers })).statusCode).toBe(403)
    const sent = await post('/v1/t', event, { ...basic, ...headers })
    expect(sent.statusCode).toBe(403)
    expect(sent.headers['access-control-allow-origin']).toBeUndefined()
    expect(spooled).toEqual([])
  })

  it('can read a refusal too', async () => {
    full = true
    const response = await post('/e/', { event: 'E', distinct_id: 'u', api_key: 'key7' }, { origin: bank })
    expect(response.statusCode).toBe(503)
    expect(response.headers['access-control-allow-origin']).toBe(bank)
  })
})

const deep = (levels: number) => `{"batch":[{"a":${'['.repeat(levels)}${']'.repeat(levels)}}]}`

describe('hostile requests', () => {
  const cut = gzipSync(JSON.stringify({ batch: [event] })).subarray(0, 40)

  it.each<[string, number, string | Buffer, Record<string, string>]>([
    ['no write key', 401, JSON.stringify({ batch: [event] }), { authorization: '' }],
    ['an unknown write key', 401, JSON.stringify({ batch: [event] }), { authorization: 'Bearer nope' }],
    ['no body', 400, '', {}],
    ['broken JSON', 400, '{"batch":[', {}],
    ['a number', 400, '5', {}],
    ['NUL bytes', 400, Buffer.from('{"batch":[\0]}'), {}],
    [
      'bad UTF-8',
      400,
      Buffer.concat([Buffer.from('{"batch":["'), Buffer.from([0xff, 0xc0]), Buffer.from('"]}')]),
      {},
    ],
    ['a truncated gzip', 400, cut, { 'content-encoding': 'gzip' }],
    ['no gzip at all', 400, 'hello', { 'content-encoding': 'gzip' }],
    ['an unknown encoding', 415, 'hello', { 'content-encoding': 'br' }],
    ['64 levels and more', 400, deep(80), {}],
    ['100,000 levels', 400, deep(100_000), {}],
    ['a zip bomb', 413, gzipSync(Buffer.alloc(60 * 1024 * 1024)), { 'content-encoding': 'gzip' }],
    ['10 MB and more', 413, Buffer.alloc(10 * 1024 * 1024 + 1, 'x'), {}],
  ])('%s: %i', async (_what, status, body, headers) => {
    const response = await post('/v1/batch', body, { ...basic, ...headers })
    expect(response.statusCode).toBe(status)
    expect(spooled).toEqual([])
  })

  it('are refused before their secrets reach the disk', async () => {
    const secret = { ...event, properties: { 'pass\u0077ord': 'hunter2', nested: [{ cvv: 987 }] } }
    const escaped = JSON.stringify({ batch: [secret] }).replace('password', String.raw`pass\u0077ord`)
    expect((await post('/v1/batch', escaped, basic)).statusCode).toBe(200)
    expect(spooled[0]?.body).not.toMatch(/hunter2|987/)
    expect(spooled.flatMap((envelope) => normalise(envelope).rejections)[0]?.reason).toBe('restricted_field')
  })

  it('are told to come back when the spool is full', async () => {
    full = true
    const response = await post('/v1/batch', { batch: [event] }, basic)
    expect(response.statusCode).toBe(503)
    expect(response.headers['retry-after']).toBe('10')
  })

  it('do not pollute prototypes', async () => {
    const body =
      '{"batch":[{"type":"track","event":"E","userId":"u","__proto__":{"admin":1},"properties":{"__proto__":{"admin":1},"constructor":{"prototype":{"admin":1}}}}]}'
    expect((await post('/v1/batch', body, basic)).statusCode).toBe(200)
    expect(spooled.flatMap((envelope) => normalise(envelope).items)).toHaveLength(1)
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
  })

  const routes = [
    '/v1/batch',
    '/v1/track',
    '/sa?token=key7',
    '/debug?token=key7',
    '/e/?api_key=key7',
    '/batch/?api_key=key7&compression=base64',
  ]

  it('of arbitrary bytes never get a 5xx', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...routes),
        fc.uint8Array({ maxLength: 2_000 }),
        fc.constantFrom('', 'gzip', 'deflate', 'identity'),
        fc.boolean(),
        async (url, bytes, encoding, compress) => {
          const payload = compress ? gzipSync(bytes) : Buffer.from(bytes)
          const options: InjectOptions = {
            method: 'POST',
            url,
            payload,
            headers: { ...basic, 'content-encoding': encoding },
          }
          expect((await app.inject(options)).statusCode).toBeLessThan(500)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('of arbitrary JSON never get a 5xx, and every message becomes an item or a rejection', async () => {
    const message = fc.dictionary(
      fc.constantFrom(
        'type',
        'event',
        'userId',
        'properties',
        'context',
        'traits',
        'timestamp',
        'messageId',
        'distinct_id',
        'identities',
        'time',
        '_track_id',
        '$set',
        'password',
      ),
      fc.oneof(
        fc.constantFrom('track', 'identify', 'alias', 'profile_set', '$identify', '2026-11-01T00:00:00Z'),
        fc.jsonValue({ maxDepth: 4 }),
      ),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...routes),
        fc.array(fc.oneof(message, fc.jsonValue())),
        async (url, batch) => {
          spooled = []
          const payload = url.startsWith('/sa') || url.startsWith('/debug') ? batch : { batch }
          const response = await post(url, JSON.stringify(payload), basic)
          expect(response.statusCode).toBeLessThan(500)
          for (const envelope of spooled) {
            const { items, rejections } = normalise(envelope)
            expect(items.length + rejections.length).toBeGreaterThan(0)
            for (const rejection of rejections)
              expect(() => normalise({ ...envelope, kind: '', body: rejection.body })).not.toThrow()
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('are counted by reason', () => {
    expect(counts.refused.bad_json).toBeGreaterThan(0)
    expect(counts.refused.unknown_write_key).toBeGreaterThan(0)
    expect(counts.messages.segment).toBeGreaterThan(0)
  })
})
