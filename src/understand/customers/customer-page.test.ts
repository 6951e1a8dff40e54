import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { type Actor, type Scope, scopes } from '../../platform/actor.ts'
import { encryptContact } from '../../platform/crypto/contact-cipher.ts'
import { identifierHash } from '../../platform/crypto/identifier-hash.ts'
import { createServer } from '../../platform/http/server.ts'
import { customerRoutes } from './index.ts'

let t: TestContext
let app: FastifyInstance
let may: readonly Scope[] = scopes
const phone = '13812345678'

async function store(table: string, rows: readonly object[]): Promise<void> {
  await t.ctx.clickhouse.insert(
    table,
    Object.keys(rows[0] ?? {}),
    rows.map((row) => JSON.stringify(row)).join('\n'),
  )
}

const updated = '2026-10-01T00:00:00Z'

beforeAll(async () => {
  t = await openTestContext()
  const actor = (): Actor => ({
    kind: 'user',
    id: '7',
    name: 'Ming',
    address: '10.0.0.1',
    scopes: new Set(may),
    organisations: null,
  })
  app = await createServer(t.ctx, async () => actor())
  await app.register(customerRoutes)
  const { config } = t.ctx
  await store('customer', [
    {
      customer: 1,
      number: 'N100',
      name: '王小明',
      gender: 'male',
      birth_date: '1986-03-17',
      branch: '0101',
      attributes: { id_document: 'f'.repeat(64), education: 'master', note: `call ${phone}` },
      updated,
    },
    { customer: 2, number: 'N200', name: '李雷', gender: 'male', branch: '0102', attributes: {}, updated },
    { customer: 3, number: 'N300', name: '王小', gender: 'female', branch: '0101', attributes: {}, updated },
  ])
  await store('identifier', [
    ...[1, 2, 3].map((customer) => ({
      namespace: 'customer_number',
      value: `N${customer}00`,
      customer,
      first_seen: updated,
    })),
    { namespace: 'phone', value: identifierHash(config, 'phone', phone), customer: 1, first_seen: updated },
    { namespace: 'device', value: 'device-of-a-visitor', customer: 9, first_seen: updated },
    { namespace: 'device', value: 'a-strangers-device', customer: 8, first_seen: updated },
  ])
  // Visitor 9 turned out to be customer 1; 5 was merged as well, and taken out again.
  await store('customer_merge', [
    { customer: 9, into: 1, at: '2026-10-05T00:00:00Z', reason: 'identify', evidence: 'source:1' },
    { customer: 5, into: 1, at: '2026-10-05T00:00:00Z', reason: 'steward', evidence: '' },
  ])
  await store('customer_merge', [
    { customer: 5, into: 5, at: '2026-10-06T00:00:00Z', reason: 'separate', evidence: '' },
  ])
  await t.ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
  await store('contact_point', [
    { customer: 1, kind: 'phone', value: encryptContact(config, phone), updated },
    { customer: 1, kind: 'email', value: encryptContact(config, 'wang@example.com'), updated },
    { customer: 2, kind: 'phone', value: encryptContact(config, '13900000002'), updated },
  ])
  await store('product', [
    {
      product: 'TD3',
      name: '三个月定期',
      name_en: 'Three months',
      class: 'time_deposit',
      risk: 'R1',
      updated,
    },
  ])
  const holding = { product: 'TD3', class: 'time_deposit', status: 'active', amount: '1000', updated }
  await store('holding', [
    {
      ...holding,
      customer: 1,
      holding: 'N100-21',
      opened: '2026-10-01',
      matures: '2026-11-04',
      closed: null,
    },
    {
      ...holding,
      customer: 1,
      holding: 'N100-22',
      opened: '2026-01-01',
      matures: '2026-10-20',
      closed: null,
    },
    {
      ...holding,
      customer: 1,
      holding: 'N100-11',
      product: 'DC',
      class: 'card',
      opened: '2020-01-01',
      matures: null,
      closed: null,
    },
    {
      ...holding,
      customer: 9,
      holding: 'X9-22',
      opened: '2026-01-01',
      matures: null,
      closed: '2026-10-31',
    },
  ])
  const balance = { customer: 1, product: 'TD3', class: 'time_deposit', updated }
  await store('balance', [
    { ...balance, holding: 'N100-21', from: '2026-10-01', to: '2299-12-31', amount: '1000' },
    { ...balance, holding: 'N100-22', from: '2026-01-01', to: '2026-10-20', amount: '500' },
    {
      ...balance,
      holding: 'N100-31',
      class: 'current',
      from: '2026-10-30',
      to: '2299-12-31',
      amount: '7.50',
    },
    { ...balance, holding: 'N100-81', class: 'loan', from: '2026-01-01', to: '2299-12-31', amount: '9000' },
  ])
  const event = { received: updated, kind: 'track', source: 1, channel: 'app', session: '', properties: {} }
  await store('event', [
    { ...event, at: '2026-10-31T01:00:00Z', name: 'login', customer: 1, message_id: 'a' },
    {
      ...event,
      at: '2026-10-31T01:00:00Z',
      name: 'login',
      customer: 1,
      message_id: 'b',
      properties: { phone, page: 'home', account: '6222020200112233' },
    },
    { ...event, at: '2026-10-31T01:00:00Z', name: 'fund_view', customer: 1, message_id: 'c', channel: 'web' },
    { ...event, at: '2026-03-01T01:00:00Z', name: 'page_view', customer: 9, message_id: 'd' },
    { ...event, at: '2025-01-01T01:00:00Z', name: 'page_view', customer: 1, message_id: 'e' },
    { ...event, at: '2026-10-30T01:00:00Z', name: 'login', customer: 2, message_id: 'f' },
    { ...event, at: '2026-12-30T01:00:00Z', name: 'from_the_future', customer: 1, message_id: 'g' },
  ])
  await store('relation', [
    { customer: 1, related: 2, kind: 'household', detail: 'spouse', updated },
    { customer: 2, related: 1, kind: 'household', detail: 'spouse', updated },
    { customer: 3, related: 9, kind: 'referrer', detail: '', updated },
  ])
}, 120_000)
afterAll(async () => {
  await app.close()
  await t.close()
})

async function get(path: string) {
  const answer = await app.inject({ url: `/api/customers/${path}` })
  return { status: answer.statusCode, body: answer.json(), text: answer.body, headers: answer.headers }
}
const search = async (payload: object) =>
  (await app.inject({ method: 'POST', url: '/api/customers/searches', payload })).json()
const numbersOf = (answer: { items: { number: string }[] }) => answer.items.map(({ number }) => number)

describe('the page of a customer', () => {
  it('shows who somebody is without showing personal data', async () => {
    const { body, text, headers } = await get('N100')
    expect(body).toMatchObject({
      customer: 1,
      number: 'N100',
      known: true,
      name: '王**',
      birthDate: '1986-**-**',
      age: 40,
      contacts: [
        { kind: 'phone', value: '138****5678' },
        { kind: 'email', value: 'w***@example.com' },
      ],
      merged: [9],
    })
    expect(body.attributes).toEqual([
      { name: 'education', value: 'master', masked: false },
      { name: 'id_document', value: '****', masked: true },
      { name: 'note', value: 'call 138****5678', masked: true },
    ])
    expect(text).not.toContain(phone)
    expect(headers['cache-control']).toBe('no-store')
  })

  it('is the same page under every number that was merged into the customer', async () => {
    expect((await get('~9')).body).toEqual((await get('N100')).body)
    expect((await get('~1')).body).toEqual((await get('N100')).body)
  })

  it('shows a visitor without master data, and nobody where there is nobody', async () => {
    expect((await get('~8')).body).toMatchObject({ customer: 8, known: false, number: '', name: '' })
    expect((await get('~4000')).status).toBe(404)
    expect((await get('N999')).status).toBe(404)
    expect((await get('N999/events')).status).toBe(404)
    expect((await get('~99999999999')).status).toBe(404)
  })

  it('shows what the customer is known by, and under which number', async () => {
    const { items } = (await get('N100/identifiers')).body
    expect(items).toMatchObject([
      { namespace: 'customer_number', value: 'N100', hashed: false, customer: 1 },
      { namespace: 'device', value: '****itor', customer: 9 },
      { namespace: 'phone', hashed: true, customer: 1 },
    ])
    expect(items[2].value).toMatch(/^[0-9a-f]{8}…$/)
  })

  it('shows merges, and those that were undone as undone', async () => {
    const { items } = (await get('N100/merges')).body
    expect(items).toContainEqual(expect.objectContaining({ customer: 9, into: 1, undone: false }))
    expect((await get('~5')).status).toBe(404)
  })

  it('shows the level of identity with what speaks for each', async () => {
    const { level, steps } = (await get('N100/identity')).body
    expect(level).toBe('card_bound')
    expect(steps.map((step: { evidence: number }) => step.evidence > 0)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
    expect((await get('~8/identity')).body.level).toBe('anonymous')
  })

  it('tells open, matured and closed holdings apart, with balances of today and masked accounts', async () => {
    const { items, day } = (await get('N100/holdings')).body
    expect(day).toBe('2026-11-01')
    const of = (state: string) => items.filter((item: { state: string }) => item.state === state)
    expect(of('open')).toMatchObject([
      { class: 'card', account: '****0-11', balance: null },
      { class: 'time_deposit', balance: '1000', daysLeft: 3, name: { en: 'Three months' }, risk: 'R1' },
    ])
    expect(of('matured')).toMatchObject([{ matures: '2026-10-20', daysLeft: null }])
    expect(of('closed')).toMatchObject([{ closed: '2026-10-31', account: '****' }])
  })

  it('averages AUM over the days of a month and the elapsed days of a year, and leaves loans out', async () => {
    const { days, months, years } = (await get('N100/aum?from=2026-09-15')).body
    expect(days).toEqual([
      { day: '2026-09-15', total: '500', classes: { time_deposit: '500' } },
      { day: '2026-10-01', total: '1500', classes: { time_deposit: '1500' } },
      { day: '2026-10-20', total: '1000', classes: { time_deposit: '1000' } },
      { day: '2026-10-30', total: '1007.5', classes: { current: '7.5', time_deposit: '1000' } },
      { day: '2026-11-01', total: '1007.5', classes: { current: '7.5', time_deposit: '1000' } },
    ])
    // October: 1000 every day, 500 on the first 19, 7.50 on the last 2 of 31 days.
    const october = 1000 + (500 * 19) / 31 + (7.5 * 2) / 31
    expect(months.map(({ month }: { month: string }) => month)).toEqual(['2026-09', '2026-10', '2026-11'])
    expect(Number(months[1].total)).toBeCloseTo(october, 1)
    expect(months[2].total).toBe('1007.5')
    // 305 days from 1 January to 1 November: 500 on 292, 1000 on 32, 7.50 on 3 of them.
    expect(years).toHaveLength(1)
    expect(Number(years[0].total)).toBeCloseTo((500 * 292 + 1000 * 32 + 7.5 * 3) / 305, 1)
  })

  it('refuses a range of AUM that ends before it begins', async () => {
    expect((await get('N100/aum?from=2026-10-01&to=2026-09-01')).status).toBe(400)
  })

  it('shows relations in both directions, and those of merged numbers', async () => {
    const { items, counts } = (await get('N100/relations')).body
    expect(items).toMatchObject([
      { kind: 'household', direction: 'both', detail: 'spouse', customer: 2, number: 'N200', name: '李*' },
      { kind: 'referrer', direction: 'from', customer: 3, name: '王*' },
    ])
    expect(counts).toEqual({ household: 1, referrer: 1 })
  })

  it('has no benefits yet', async () => {
    expect((await get('N100/benefits')).body).toEqual({ items: [] })
  })
})

describe('the timeline', () => {
  const messages = (items: { messageId: string }[]) => items.map(({ messageId }) => messageId)

  it('shows what was done under any of the numbers, newest first, and which number it came under', async () => {
    const { items, next } = (await get('N100/events')).body
    expect(messages(items)).toEqual(['c', 'a', 'b', 'd', 'e'])
    expect(items.map(({ customer }: { customer: number }) => customer)).toEqual([1, 1, 1, 9, 1])
    expect(next).toBeNull()
  })

  it('goes on where a page ended, also among events of the same instant', async () => {
    const seen: string[] = []
    let cursor = ''
    for (let pages = 0; pages < 5; pages += 1) {
      const { items, next } = (await get(`N100/events?limit=1${cursor}`)).body
      seen.push(...messages(items))
      cursor = `&cursor=${next}`
    }
    expect(seen).toEqual(['c', 'a', 'b', 'd', 'e'])
  })

  it('filters by names, channel, time and text', async () => {
    const of = async (query: string) => messages((await get(`N100/events?${query}`)).body.items)
    expect(await of('name=login&name=fund_view')).toEqual(['c', 'a', 'b'])
    expect(await of('channel=web')).toEqual(['c'])
    expect(await of('from=2026-01-01T00:00:00Z&to=2026-06-01T00:00:00Z')).toEqual(['d'])
    expect(await of('text=HOME')).toEqual(['b'])
    expect(await of('text=nothing')).toEqual([])
  })

  it('masks personal data in properties', async () => {
    const { items } = (await get('N100/events?text=home')).body
    expect(items[0].properties).toEqual({ phone: '****', page: 'home', account: '****' })
  })

  it('counts what it can be filtered by', async () => {
    const { items } = (await get('N100/events/counts')).body
    expect(items).toContainEqual({
      name: 'page_view',
      channel: 'app',
      events: 2,
      newest: '2026-03-01T01:00:00.000000Z',
    })
  })

  it('refuses a cursor of something else', async () => {
    expect((await get('N100/events?cursor=abc')).status).toBe(400)
  })
})

describe('searching customers', () => {
  it('finds numbers by their beginning', async () => {
    expect(numbersOf(await search({ query: 'N100' }))).toEqual(['N100'])
    expect(numbersOf(await search({ query: 'N' }))).toEqual(['N100', 'N200', 'N300'])
  })

  it('finds whole names before others, and shows them masked', async () => {
    const found = await search({ query: '王小' })
    expect(numbersOf(found)).toEqual(['N300', 'N100'])
    expect(found.items[1].name).toBe('王**')
    expect(numbersOf(await search({ query: '小明' }))).toEqual(['N100'])
    expect(numbersOf(await search({ query: '%' }))).toEqual([])
  })

  it('finds a phone number by its keyed hash or its ciphertext, however it is written', async () => {
    expect(numbersOf(await search({ query: phone }))).toEqual(['N100'])
    expect(numbersOf(await search({ query: '+86 138-1234-5678' }))).toEqual(['N100'])
    expect(numbersOf(await search({ query: '13900000002' }))).toEqual(['N200'])
    expect(numbersOf(await search({ query: '1381234567' }))).toEqual([])
    expect(numbersOf(await search({ query: 'wang@example.com' }))).toEqual(['N100'])
  })

  it('shows what is held today', async () => {
    expect((await search({ query: 'N100' })).items[0].aum).toBe('1007.5')
  })

  it('pages through what it finds', async () => {
    const first = await search({ query: '王', limit: 1 })
    const second = await search({ query: '王', limit: 1, cursor: first.next })
    expect([...numbersOf(first), ...numbersOf(second)]).toEqual(['N100', 'N300'])
    expect(second.next).toBeNull()
  })

  it('filters by what master data says, and by tags that exist', async () => {
    await t.ctx.postgres
      .withTables<{ organisation: { code: string; parent: string | null; name: string; level: string } }>()
      .insertInto('organisation')
      .values([
        { code: '01', parent: null, name: 'Head office', level: 'head_office' },
        { code: '0101', parent: '01', name: 'East', level: 'branch' },
      ])
      .execute()
    expect(numbersOf(await search({ branch: '01' }))).toEqual(['N100', 'N300'])
    expect(numbersOf(await search({ query: '王小明', branch: '0101' }))).toEqual(['N100'])
    const answer = await app.inject({
      method: 'POST',
      url: '/api/customers/searches',
      payload: { tag: 'no_such_tag', tagValue: 'x' },
    })
    expect(answer.statusCode).toBe(400)
  })

  it('takes numbers in the address, but neither names nor phones', async () => {
    const inAddress = (query: string) =>
      app.inject({ url: `/api/customers?query=${encodeURIComponent(query)}` })
    expect(numbersOf((await inAddress('N2')).json())).toEqual(['N200'])
    expect((await inAddress('王')).statusCode).toBe(400)
    expect(numbersOf((await inAddress(phone)).json())).toEqual([])
  })
})

describe('unmasking', () => {
  const unmask = (payload: object, number = 'N100') =>
    app.inject({ method: 'POST', url: `/api/customers/${number}/unmaskings`, payload })
  const audited = () =>
    t.ctx.postgres
      .withTables<{
        audit: { action: string; object_id: string; actor_id: string; result: string; detail: unknown }
      }>()
      .selectFrom('audit')
      .select(['object_id', 'actor_id', 'result', 'detail'])
      .where('action', '=', 'customer.unmask')
      .execute()

  it('needs the scope', async () => {
    may = scopes.filter((scope) => scope !== 'customers:unmask')
    expect((await unmask({ fields: ['phone'], reason: 'call back' })).statusCode).toBe(403)
    may = scopes
    expect(await audited()).toEqual([])
  })

  it('shows the named fields once, and writes down who saw what of whom and why', async () => {
    const answer = await unmask({ fields: ['name', 'phone', 'birth_date', 'accounts'], reason: 'call back' })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.json().fields).toMatchObject({
      name: [{ value: '王小明' }],
      phone: [{ value: phone }],
      birth_date: [{ value: '1986-03-17' }],
    })
    expect(answer.json().fields.accounts).toContainEqual({ label: 'time_deposit', value: 'N100-21' })
    const rows = await audited()
    expect(rows).toEqual([
      {
        object_id: '1',
        actor_id: '7',
        result: 'ok',
        detail: { fields: ['name', 'phone', 'birth_date', 'accounts'], reason: 'call back' },
      },
    ])
    expect(JSON.stringify(rows)).not.toContain(phone)
  })

  it('wants a reason and known fields', async () => {
    expect((await unmask({ fields: ['phone'], reason: ' ' })).statusCode).toBe(400)
    expect((await unmask({ fields: [], reason: 'call back' })).statusCode).toBe(400)
    expect((await unmask({ fields: ['password'], reason: 'call back' })).statusCode).toBe(400)
    expect((await unmask({ fields: ['phone'], reason: 'call back' }, 'N999')).statusCode).toBe(404)
  })

  it('keeps no answer for an Idempotency-Key', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/customers/N100/unmaskings',
      headers: { 'idempotency-key': 'once' },
      payload: { fields: ['phone'], reason: 'call back' },
    })
    expect(answer.statusCode).toBe(400)
  })

  it('stops a user who unmasks one customer after the other, and lets him go on an hour later', async () => {
    const answers = await Promise.all(
      Array.from({ length: 65 }, () => unmask({ fields: ['name'], reason: 'looking around' })),
    )
    const allowed = answers.filter(({ statusCode }) => statusCode === 200)
    expect(allowed).toHaveLength(59)
    expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(6)
    expect((await audited()).filter(({ result }) => result === 'refused')).toHaveLength(6)
    t.clock.advance(61 * 60_000)
    expect((await unmask({ fields: ['name'], reason: 'call back' })).statusCode).toBe(200)
  })
})

describe('hostile input', () => {
  it('is refused or finds nothing, and never breaks a statement', async () => {
    const paths = [
      'N100/events?from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z',
      'N100/events?from=1000-01-01T00:00:00Z&to=1000-01-02T00:00:00Z',
      "N100/events?text='%20OR%201%20--&name=%5C'",
      'N100/events?limit=0',
      'N100/aum?from=9990-01-01&to=9999-12-31',
      'N100/aum?from=0001-01-01&to=0002-01-01',
      "'%20OR%20'1'='1/events",
      '%5C/holdings',
      '~0',
      '~4294967295/tags',
      '%00',
    ]
    const statuses = await Promise.all(paths.map(async (path) => (await get(path)).status))
    expect(statuses.filter((status) => ![200, 400, 404].includes(status))).toEqual([])
  })

  it('finds names that look like patterns or statements as they are written', async () => {
    for (const query of ["' OR 1 --", '\\', '%_%', '\u{1F600}', '~', '+86', '@', 'a@b', '*'.repeat(100)])
      expect(numbersOf(await search({ query }))).toEqual([])
    for (const query of ['\0', '\uD800']) {
      const answer = await app.inject({ method: 'POST', url: '/api/customers/searches', payload: { query } })
      expect(answer.statusCode).toBe(400)
    }
  })
})
