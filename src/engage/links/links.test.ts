import fastify, { type FastifyInstance } from 'fastify'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readUnread } from '../../collect/drainer/index.ts'
import { createSource } from '../../collect/sources/index.ts'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { allocateLinks } from './allocate-links.ts'
import { decodeLink, encodeLink } from './link-code.ts'
import { isTarget } from './link-target.ts'
import { linkRoutes } from './routes.ts'
import { storeClicks } from './store-clicks-job.ts'

let t: TestContext
let app: FastifyInstance
const phone = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148' }
const origin = { journey: 7, tick: 2, node: 'notice', channel: 'sms', template: 'renew', version: 3 }
const target = 'https://bank.example/renew?from=sms'
const touch = '11111111-1111-4111-8111-111111111111'

beforeAll(async () => {
  t = await openTestContext()
  app = fastify()
  await app.register(linkRoutes(t.ctx))
  await t.ctx.clickhouse.insert(
    'touch',
    [
      'customer',
      'at',
      'touch',
      'journey',
      'version',
      'node',
      'tick',
      'channel',
      'template',
      'outcome',
      'reason',
    ],
    JSON.stringify({
      customer: 42,
      at: '2026-11-01T01:00:00Z',
      touch,
      journey: 7,
      version: 1,
      node: 'notice',
      tick: 2,
      channel: 'sms',
      template: 'renew',
      outcome: 'queued',
      reason: '',
    }),
  )
})
afterAll(async () => {
  await app.close()
  await t.close()
})

const linkOf = async (to = target, state = {}): Promise<number> =>
  (await allocateLinks(t.ctx, origin, [{ target: to, state }], 30))[0] ?? 0
const codeOf = async (customer = 42): Promise<string> =>
  encodeLink(t.ctx.config, { link: await linkOf(), customer })
const waitingClicks = async (): Promise<number> => {
  const row = await t.ctx.postgres
    .withTables<{ link_click: { id: number } }>()
    .selectFrom('link_click')
    .select((is) => is.fn.countAll().as('n'))
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

describe('codes', () => {
  it('stand for one link and customer, and for nothing when one character differs', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        fc.integer({ min: 0, max: 4_294_967_295 }),
        fc.nat(),
        (link, customer, at) => {
          const code = encodeLink(t.ctx.config, { link, customer })
          expect(decodeLink(t.ctx.config, code)).toEqual({ link, customer })
          const place = at % code.length
          const other = code[place] === 'a' ? 'b' : 'a'
          expect(
            decodeLink(t.ctx.config, code.slice(0, place) + other + code.slice(place + 1)),
          ).toBeUndefined()
        },
      ),
    )
  })

  it('are none of ours when anything else is asked for', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        expect(decodeLink(t.ctx.config, text)).toBeUndefined()
      }),
    )
  })

  it('do not tell whose they are: those of neighbours have nothing in common', async () => {
    const [one, two] = [await codeOf(42), await codeOf(43)]
    const same = [...one].filter((char, i) => char === two[i]).length
    expect(same).toBeLessThan(8)
  })
})

describe('targets', () => {
  it('are web and app addresses, never something that runs', () => {
    expect(['https://a.example/x?y=1', 'http://a.example', 'bank://funds/1'].map(isTarget)).toEqual([
      true,
      true,
      true,
    ])
    const bad = [
      'javascript:alert(1)',
      'javascript://x%0aalert(1)',
      'data:text/html,x',
      '//evil.example',
      '/local',
      'https://',
      'https://user:pw@bank.example/',
      'file:///etc/passwd',
      'https://a b',
      'https://a.example/\r\nx: y',
    ]
    expect(bad.filter(isTarget)).toEqual([])
  })
})

describe('a short link', () => {
  it('leads to its stored target only and counts the click once', async () => {
    const code = await codeOf()
    const answer = await app.inject({ url: `/r/${code}?to=https://evil.example`, headers: phone })
    expect([answer.statusCode, answer.headers.location]).toEqual([302, target])
    await app.inject({ url: `/r/${code}`, headers: phone })
    expect(await waitingClicks()).toBe(1)
  })

  it('does not count robots, prefetching and HEAD', async () => {
    const before = await waitingClicks()
    const code = await codeOf(77)
    await app.inject({ method: 'HEAD', url: `/r/${code}`, headers: phone })
    await app.inject({ url: `/r/${code}`, headers: { 'user-agent': 'Googlebot/2.1' } })
    await app.inject({ url: `/r/${code}`, headers: { ...phone, 'sec-purpose': 'prefetch' } })
    expect(await waitingClicks()).toBe(before)
  })

  it('answers plainly when it is unknown or has expired', async () => {
    expect((await app.inject({ url: '/r/0000000000000000' })).statusCode).toBe(404)
    expect((await app.inject({ url: '/r/%00%ff' })).statusCode).toBeGreaterThanOrEqual(400)
    const [link = 0] = await allocateLinks(t.ctx, { ...origin, node: 'old' }, [{ target, state: {} }], -1)
    const code = encodeLink(t.ctx.config, { link, customer: 42 })
    expect((await app.inject({ url: `/r/${code}`, headers: phone })).statusCode).toBe(410)
  })

  it('is one row for a whole tick, whoever asks for it first', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => linkOf('https://bank.example/together')))
    expect(new Set(ids).size).toBe(1)
  })

  it('becomes a receipt and an event, once however often the job runs', async () => {
    const code = await codeOf()
    await app.inject({ url: `/r/${code}`, headers: phone })
    await storeClicks(t.ctx)
    expect(await waitingClicks()).toBe(0)
    await storeClicks(t.ctx)
    const receipts = await t.ctx.clickhouse.query(
      `SELECT toString(touch) AS touch, status, customer FROM touch_receipt FINAL WHERE journey = 7`,
      {},
      z.object({ touch: z.string(), status: z.string(), customer: z.number() }),
    )
    expect(receipts).toEqual([{ touch, status: 'clicked', customer: 42 }])
    const events = await t.ctx.clickhouse.query(
      `SELECT name, customer, properties FROM event`,
      {},
      z.object({ name: z.string(), customer: z.number(), properties: z.record(z.string(), z.string()) }),
    )
    expect(events).toMatchObject([
      {
        name: '$touch_clicked',
        customer: 42,
        properties: { target, touch, template: 'renew', device: 'phone' },
      },
    ])
    const unread = await readUnread(t.ctx.postgres, 0, ['$touch_clicked'])
    expect(unread.blocks).toHaveLength(1)
    const [announced] = await t.ctx.clickhouse.query(
      `SELECT count() AS events FROM event WHERE block = {block:UInt64}`,
      { block: unread.blocks[0]?.block ?? '' },
      z.object({ events: z.coerce.number() }),
    )
    expect(announced?.events).toBe(1)
  })
})

describe('taking a customer up again', () => {
  it('tells the app with a write key where to go on, and nobody else', async () => {
    const source = await createSource(t.ctx, {
      key: 'app',
      name: '手机银行',
      channel: 'app',
    })
    const link = await linkOf('bank://apply', { step: 'confirm', amount: '50000' })
    const code = encodeLink(t.ctx.config, { link, customer: 42 })
    expect((await app.inject({ url: `/r/${code}/state` })).statusCode).toBe(401)
    expect((await app.inject({ url: `/r/${code}/state?writeKey=${'0'.repeat(32)}` })).statusCode).toBe(401)
    const answer = await app.inject({ url: `/r/${code}/state?writeKey=${source.writeKey}` })
    expect(answer.json()).toMatchObject({
      touch,
      target: 'bank://apply',
      state: { step: 'confirm', amount: '50000' },
      template: 'renew',
    })
  })
})
