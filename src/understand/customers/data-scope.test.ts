import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { type Actor, systemActor } from '../../platform/actor.ts'
import { createServer } from '../../platform/http/server.ts'
import { segmentRoutes, snapshotSegment } from '../segments/index.ts'
import { customerRoutes } from './index.ts'

let t: TestContext
let app: FastifyInstance
let caller: Actor
const everywhere: Actor = { ...systemActor, kind: 'user', id: '1', name: 'anna' }
/** Sees B1 with its sub-branch S1: customers 1 and 2 of four. */
const scoped: Actor = { ...everywhere, id: '2', name: 'bo', organisations: ['B1', 'S1'] }

beforeAll(async () => {
  t = await openTestContext()
  await sql`INSERT INTO organisation (code, parent, name, level) VALUES ('B1', NULL, '一分行', 'branch'), ('S1', 'B1', '一支行', 'sub_branch'), ('B2', NULL, '二分行', 'branch')`.execute(
    t.ctx.postgres,
  )
  const updated = '2026-10-01T00:00:00Z'
  await store(
    'customer',
    (['B1', 'S1', 'B2', 'B2'] as const).map((branch, index) => ({
      customer: index + 1,
      number: `N${index + 1}`,
      name: '王小明',
      gender: 'female',
      branch,
      updated,
    })),
  )
  await store('identifier', [
    ...[1, 2, 3, 4].map((customer) => ({
      namespace: 'customer_number',
      value: `N${customer}`,
      customer,
      first_seen: updated,
    })),
    // A visitor, who is no organisation's.
    { namespace: 'anonymous_id', value: 'a', customer: 8, first_seen: updated },
    // A number that was merged into a customer of another branch.
    { namespace: 'device', value: 'd', customer: 9, first_seen: updated },
  ])
  await store('customer_merge', [{ customer: 9, into: 3, at: updated, reason: 'identify', evidence: '' }])
  await t.ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
  await store('relation', [
    { customer: 1, related: 2, kind: 'household', updated },
    { customer: 1, related: 3, kind: 'household', updated },
  ])
  app = await createServer(t.ctx, async () => caller)
  await app.register(customerRoutes)
  await app.register(segmentRoutes)
  const made = await ask(everywhere, '/api/segments', {
    key: 'women',
    name: { 'zh-CN': '女', en: 'Women' },
    description: '',
    rule: { attribute: 'gender', op: 'eq', value: 'female' },
  })
  if (made.statusCode !== 201) throw new Error(made.body)
  await snapshotSegment(t.ctx, 'women')
})
afterAll(async () => {
  await app.close()
  await t.close()
})

async function store(table: string, rows: readonly object[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  await t.ctx.clickhouse.insert(table, columns, rows.map((row) => JSON.stringify(row)).join('\n'))
}

async function ask(as: Actor, url: string, payload?: object) {
  caller = as
  return app.inject({ method: payload ? 'POST' : 'GET', url, ...(payload ? { payload } : {}) })
}
const numbersIn = (answer: { json(): { items: { number: string }[] } }) =>
  answer
    .json()
    .items.map(({ number }) => number)
    .toSorted()

describe('who has a data scope', () => {
  it('finds exactly the customers of the branch, however they are looked for', async () => {
    expect(numbersIn(await ask(scoped, '/api/customers'))).toEqual(['N1', 'N2'])
    expect(numbersIn(await ask(everywhere, '/api/customers'))).toEqual(['N1', 'N2', 'N3', 'N4'])
    expect(numbersIn(await ask(scoped, '/api/customers?branch=B2'))).toEqual([])
    expect(numbersIn(await ask(scoped, '/api/customers?query=N3'))).toEqual([])
    expect(numbersIn(await ask(scoped, '/api/customers/searches', { query: '王小明' }))).toEqual(['N1', 'N2'])
  })

  it('opens no page about anybody else, as if they did not exist', async () => {
    const parts = [
      '',
      '/identifiers',
      '/identity',
      '/merges',
      '/holdings',
      '/aum',
      '/tags',
      '/events',
      '/relations',
      '/segments',
    ]
    for (const part of parts) {
      for (const [who, status] of [
        ['N1', 200],
        ['N3', 404],
        ['~3', 404],
        ['~9', 404],
        ['~8', 404],
      ] as const) {
        const url = `/api/customers/${who}${part}`
        expect({ url, status: (await ask(scoped, url)).statusCode }).toEqual({ url, status })
      }
    }
    const unmasking = { fields: ['name'], reason: 'to call them' }
    expect((await ask(scoped, '/api/customers/N3/unmaskings', unmasking)).statusCode).toBe(404)
  })

  it('sees of a customer’s relations only those within it', async () => {
    const { items, counts } = (await ask(scoped, '/api/customers/N1/relations')).json()
    expect(items).toMatchObject([{ number: 'N2' }])
    expect(counts).toEqual({ household: 1 })
  })

  it('sees of a segment its own members, in lists, samples, explanations and files', async () => {
    const rule = { attribute: 'gender', op: 'eq', value: 'female' }
    const branches = (items: { branch: string }[]) => items.map(({ branch }) => branch).toSorted()
    expect(branches((await ask(scoped, '/api/segments/women/members')).json().items)).toEqual(['B1', 'S1'])
    const estimate = await ask(scoped, '/api/rules/estimate', { rule, sample: 10 })
    expect(branches(estimate.json().sample)).toEqual(['B1', 'S1'])
    expect((await ask(scoped, '/api/rules/explanations', { rule, customer: 'N3' })).statusCode).toBe(404)
    expect((await ask(scoped, '/api/rules/explanations', { rule, customer: 'N1' })).statusCode).toBe(200)
    const ticket = await ask(scoped, '/api/segments/women/exports', {
      fields: ['branch'],
      tags: [],
      reason: 'for the branch meeting',
    })
    const file = await ask(scoped, `/api/segment-exports/${ticket.json().id}/content`)
    expect(file.body).toContain('S1')
    expect(file.body).not.toContain('B2')
  })
})
