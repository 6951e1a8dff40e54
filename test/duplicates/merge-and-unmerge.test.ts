import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Drainer, startDrainer } from '../../src/collect/drainer/index.ts'
import {
  acceptDuplicate,
  duplicateRoutes,
  findDuplicates,
  listDuplicates,
  undoDuplicate,
} from '../../src/collect/duplicates/index.ts'
import { storeDuplicatedBank } from '../../src/collect/duplicates/testing/duplicated-bank.ts'
import { identityRoutes, resolveIdentifiers } from '../../src/collect/identity/index.ts'
import { encodeEnvelope } from '../../src/collect/protocols/index.ts'
import { type FileSpool, openSpool } from '../../src/collect/spool/index.ts'
import { systemActor } from '../../src/platform/actor.ts'
import { canonical } from '../../src/platform/clickhouse/canonical.ts'
import { encryptedContactSql } from '../../src/platform/crypto/contact-cipher.ts'
import { createServer } from '../../src/platform/http/server.ts'
import { customerRoutes } from '../../src/understand/customers/index.ts'
import { applySegmentDefinitions, snapshotSegment } from '../../src/understand/segments/index.ts'
import { applyTagDefinitions, refreshTagGroups } from '../../src/understand/tags/index.ts'
import { sampleTags } from '../../src/understand/tags/testing/sample-definitions.ts'
import { openTestContext, type TestContext } from '../harness/test-context.ts'

const name = { 'zh-CN': '甲', en: 'A' }
const bank = { single: 1000, doubled: 40 }
const login = (op: string, value: number) => ({ behaviour: { event: 'login', withinDays: 30 }, op, value })
const segments = {
  segments: [
    { key: 'rich', name, rule: { tag: 'aum', op: 'gte', value: 50_000 } },
    { key: 'keen', name, rule: login('gte', 3) },
    { key: 'quiet', name, rule: { not: login('gte', 1) } },
    {
      key: 'men',
      name,
      rule: { all: [{ attribute: 'gender', op: 'eq', value: 'male' }, { segment: 'keen' }] },
    },
    { key: 'carded', name, rule: { identityLevel: true, op: 'gte', value: 'card_bound' } },
    { key: 'holders', name, rule: { holding: { class: 'card' }, op: 'gte', value: 1 } },
  ],
}

let t: TestContext
let app: FastifyInstance
let spool: FileSpool
let drainer: Drainer
beforeAll(async () => {
  t = await openTestContext()
  const { clickhouse } = t.ctx
  await storeDuplicatedBank(t.ctx, bank)
  await clickhouse.command(
    `INSERT INTO contact_point (customer, kind, value, updated)
SELECT customer, kind, ${encryptedContactSql(t.ctx.config, 'value')}, updated + 1 FROM contact_point`,
  )
  await clickhouse.command(
    `INSERT INTO event (at, received, name, kind, customer, message_id)
SELECT toDateTime64('2026-10-20 01:00:00', 3) + nth AS seen, seen, 'login', 'track', customer, concat(toString(customer), '-', toString(nth))
FROM customer ARRAY JOIN range(customer % 5) AS nth`,
  )
  await clickhouse.command(
    `INSERT INTO balance (customer, holding, product, class, from, to, amount, updated)
SELECT customer, concat('h', toString(customer)), 'current', 'current', toDate32('2026-01-01'), toDate32('2299-12-31'),
  customer * 100, updated FROM customer`,
  )
  await clickhouse.command(
    `INSERT INTO holding (customer, holding, product, class, opened, status, amount, attributes, updated)
SELECT customer, concat('c', toString(customer)), 'debit', 'card', toDate32('2026-01-01'), 'active', 0, map(), updated
FROM customer WHERE customer % 3 = 0`,
  )
  await clickhouse.command(
    `INSERT INTO touch (customer, at, touch, channel, outcome)
SELECT customer, toDateTime64('2026-10-21 01:00:00', 3), generateUUIDv4(), 'sms', 'queued' FROM customer WHERE customer % 2 = 0`,
  )
  await clickhouse.command(
    `INSERT INTO journey_step (journey, version, tick, node, customer, at, wake)
SELECT 1, 1, 1, 'entry', customer, toDateTime64('2026-10-21 01:00:00', 3), toDateTime64('2026-10-22 01:00:00', 3) FROM customer`,
  )
  await applyTagDefinitions(t.ctx, sampleTags)
  await refreshTagGroups(t.ctx)
  await applySegmentDefinitions(t.ctx, segments)
  app = await createServer(t.ctx, async () => systemActor)
  for (const routes of [customerRoutes, identityRoutes, duplicateRoutes]) await app.register(routes)
  spool = await openSpool(t.ctx.config)
  drainer = startDrainer(t.ctx, spool)
})
afterAll(async () => {
  await drainer.stop()
  await spool.close()
  await app.close()
  await t.close()
})

const text = z.object({ answer: z.string() })
const ask = async (sql: string, parameters = {}): Promise<string> => {
  const [row] = await t.ctx.clickhouse.query(sql, parameters, text)
  return row?.answer ?? ''
}
/** Per customer as read after merges: how many rows, and which. */
const byCustomer = (table: string, key: string): string =>
  `SELECT toString(cityHash64(groupArray((who, rows)))) AS answer
   FROM (SELECT ${canonical('customer')} AS who, arraySort(groupArray(toString(${key}))) AS rows
     FROM ${table} GROUP BY who ORDER BY who)`

/** What the bank sees: members of segments, tags, events, levels, AUM, touches, journeys, and pages of some customers. */
async function answers(pages: readonly string[] = []): Promise<Record<string, unknown>> {
  await refreshTagGroups(t.ctx)
  const members: Record<string, string> = {}
  for (const { key } of segments.segments) {
    t.clock.advance(1000)
    const { segmentId, version, customers } = await snapshotSegment(t.ctx, key)
    members[key] = await ask(
      `SELECT concat(toString({customers:UInt32}), ' ', toString(groupBitXor(sipHash64(customer)))) AS answer
       FROM segment_member WHERE segment = {segment:UInt32} AND version = {version:UInt32}`,
      { segment: segmentId, version, customers },
    )
  }
  const tags = await ask(
    `SELECT toString(cityHash64(groupArray((customer, row)))) AS answer FROM (
       SELECT customer, toString(tuple(gender, district, aum, logins_7d, last_login)) AS row
       FROM tag_profile INNER JOIN tag_value USING (customer) INNER JOIN tag_activity USING (customer)
       ORDER BY customer)`,
  )
  const levels = await ask(
    `SELECT toString(cityHash64(groupArray((who, level)))) AS answer
     FROM (SELECT ${canonical('customer')} AS who, max(level) AS level FROM identity_evidence GROUP BY who ORDER BY who)`,
  )
  const aum = await ask(
    `SELECT toString(cityHash64(groupArray((who, total)))) AS answer
     FROM (SELECT ${canonical('customer')} AS who, sum(amount) AS total FROM balance FINAL GROUP BY who ORDER BY who)`,
  )
  const shown: Record<string, unknown> = {}
  for (const page of pages) {
    for (const part of ['', '/identifiers', '/identity', '/holdings', '/aum', '/events?limit=200']) {
      const answer = await app.inject({ url: `/api/customers/${page}${part}` })
      expect({ page, part, status: answer.statusCode }).toEqual({ page, part, status: 200 })
      shown[page + part] = answer.json()
    }
  }
  return {
    members,
    tags,
    levels,
    aum,
    events: await ask(byCustomer('event', 'message_id')),
    touches: await ask(byCustomer('touch', 'touch')),
    journeys: await ask(byCustomer('journey_step', 'tick')),
    shown,
  }
}

const numberOf = (customer: number): string => `62${String(customer).padStart(8, '0')}`

/** Messages through the collector's own way: spool, drainer, identity. */
async function collect(messages: readonly object[]): Promise<void> {
  const received = t.clock.now().getTime()
  const batch = messages.map((message) => ({
    timestamp: new Date(received - 1000).toISOString(),
    ...message,
  }))
  const body = JSON.stringify({ batch, sentAt: new Date(received).toISOString() })
  await spool.append(
    encodeEnvelope(
      { source: 1, protocol: 'segment', received, strict: false, channel: 'app', kind: '', sentAt: 0 },
      Buffer.from(body),
    ),
  )
  await drainer.drained()
}
const track = (messageId: string, who: object) => ({ type: 'track', event: 'login', messageId, ...who })
async function forget(prefix: string): Promise<void> {
  await t.ctx.clickhouse.command(
    `ALTER TABLE event DELETE WHERE startsWith(message_id, {prefix:String})`,
    { prefix },
    { settings: { mutations_sync: 1 } },
  )
}
/** Who the events of a message id are read under. */
async function readUnder(...messages: string[]): Promise<number[]> {
  const rows = await t.ctx.clickhouse.query(
    `SELECT message_id, ${canonical('customer')} AS who FROM event WHERE message_id IN {messages:Array(String)}`,
    { messages },
    z.object({ message_id: z.string(), who: z.number() }),
  )
  return messages.map((message) => rows.find((row) => row.message_id === message)?.who ?? 0)
}
const post = async (url: string, payload: object = {}) => {
  const answer = await app.inject({ method: 'POST', url, payload })
  expect({ url, status: answer.statusCode, body: answer.body }).toMatchObject({ status: 200 })
  return answer.json()
}
const get = async (url: string) => (await app.inject({ url })).json()

describe('merging and taking apart', () => {
  it('returns every query to its earlier answer after steward’s merges', async () => {
    await findDuplicates(t.ctx)
    const { items } = await listDuplicates(t.ctx, { state: 'open', limit: 20 })
    expect(items).toHaveLength(20)
    const [first, second] = items.map(({ customers }) => customers.map(({ customer }) => customer))
    const pages = [...(first ?? []), ...(second ?? [])].map(numberOf)
    const before = await answers(pages)
    for (const { id } of items) await acceptDuplicate(t.ctx, id, {})
    const merged = await answers(pages)
    for (const part of ['tags', 'events', 'aum', 'levels', 'touches', 'journeys', 'members', 'shown']) {
      expect({ part, answer: merged[part] }).not.toEqual({ part, answer: before[part] })
    }
    expect(await answers(pages)).toEqual(merged)

    // Both sides go on living while they are one; each logs in under a user id of its own.
    const [a = 0, b = 0] = first ?? []
    const bound = [a, b].map((customer) => ({
      type: 'identify',
      messageId: `between-${customer}`,
      userId: `user-${customer}`,
      traits: { customer_number: numberOf(customer) },
    }))
    await collect(bound)
    await collect([track('between-a', { userId: `user-${a}` }), track('between-b', { userId: `user-${b}` })])
    expect(await readUnder('between-a', 'between-b')).toEqual([a, a])

    for (const { id } of items) await undoDuplicate(t.ctx, id)
    expect(await readUnder('between-a', 'between-b')).toEqual([a, b])
    expect(await readUnder(`between-${a}`, `between-${b}`)).toEqual([a, b])
    await forget('between-')
    const { shown: shownBefore, ...others } = before
    const { shown, ...after } = await answers(pages)
    expect(after).toEqual(others)
    // The user ids that they got in between are theirs for good.
    const known = (page: unknown) =>
      JSON.stringify(page).replaceAll(/\{[^{}]*"namespace":"user_id"[^{}]*\},?/g, '')
    expect(known(shown).replaceAll(',]', ']')).toEqual(known(shownBefore).replaceAll(',]', ']'))
    await t.ctx.clickhouse.command('OPTIMIZE TABLE customer_merge FINAL')
    await t.ctx.clickhouse.command('OPTIMIZE TABLE identity_link FINAL')
    await t.ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
    expect((await answers()).members).toEqual(before['members'])
  })

  it('returns every query to its earlier answer after a merge by events, and keeps the two apart', async () => {
    const bankCustomer = 7
    await collect([
      {
        type: 'identify',
        messageId: 'setup-7',
        userId: 'seven',
        traits: { customer_number: numberOf(bankCustomer) },
      },
      track('setup-cookie', { anonymousId: 'tablet' }),
    ])
    const [visitor = 0] = await readUnder('setup-cookie')
    expect(visitor).not.toBe(bankCustomer)
    const pages = [numberOf(bankCustomer), String(visitor)]
    const before = await answers([numberOf(bankCustomer)])

    const evidence = (messageId: string) => ({
      type: 'identify',
      messageId,
      userId: 'seven',
      anonymousId: 'tablet',
    })
    await collect([evidence('while-login')])
    await collect([
      track('while-user', { userId: 'seven' }),
      track('while-cookie', { anonymousId: 'tablet' }),
    ])
    expect(await readUnder('setup-cookie', 'while-user', 'while-cookie')).toEqual([7, 7, 7])
    expect((await answers([numberOf(bankCustomer)]))['events']).not.toEqual(before['events'])

    const log = await get(`/api/identity/merges?customerNumber=${numberOf(bankCustomer)}&state=merged`)
    expect(log.items).toMatchObject([
      {
        customer: visitor,
        into: bankCustomer,
        customerNumbers: ['', numberOf(bankCustomer)],
        identifiers: [{ namespace: 'anonymous_id', value: '****' }, { namespace: 'user_id' }],
        evidence: { rule: '$identify', source: 1, message: 'while-login' },
      },
    ])
    const undone = await post(`/api/identity/merges/${log.items[0].id}/undo`, {
      note: 'a tablet in the hall',
    })
    expect(undone).toMatchObject({ state: 'separated' })
    expect(await readUnder('setup-cookie', 'while-user', 'while-cookie', 'while-login')).toEqual([
      visitor,
      7,
      visitor,
      7,
    ])

    // The same evidence again, in a new message and by a process that remembers nothing.
    await collect([evidence('while-again'), track('while-later', { anonymousId: 'tablet' })])
    const again = await resolveIdentifiers(t.ctx, [
      {
        identifiers: [
          { namespace: 'user_id', value: 'seven' },
          { namespace: 'anonymous_id', value: 'tablet' },
        ],
        link: true,
        reason: '$identify',
        evidence: '1:new',
      },
    ])
    expect(again.merges).toEqual([])
    expect(await readUnder('while-later', 'while-again')).toEqual([visitor, 7])
    await forget('while-')
    expect(await answers([numberOf(bankCustomer)])).toEqual(before)
    expect(pages).toHaveLength(2)

    const separations = await get('/api/identity/separations')
    expect(separations.items).toMatchObject([
      { note: 'a tablet in the hall', liftedAt: null, customers: [{ customer: 7 }, { customer: visitor }] },
    ])
    await post(`/api/identity/separations/${separations.items[0].id}/lift`)
    const lifted = await resolveIdentifiers(t.ctx, [
      {
        identifiers: [
          { namespace: 'user_id', value: 'seven' },
          { namespace: 'anonymous_id', value: 'tablet' },
        ],
        link: true,
        reason: '$identify',
        evidence: '1:newer',
      },
    ])
    expect(lifted.merges).toEqual([{ customer: visitor, into: 7 }])
  })
})
