import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { type Actor, systemActor } from '../../../platform/actor.ts'
import { createServer } from '../../../platform/http/server.ts'
import { applyTagDefinitions, refreshTagGroups } from '../../tags/index.ts'
import { sampleTags } from '../../tags/testing/sample-definitions.ts'
import { storeSampleBank } from '../../tags/testing/sample-bank.ts'
import { segmentRoutes } from '../routes.ts'
import { createSegment } from '../save-segment.ts'
import { snapshotSegment } from '../snapshot-segment.ts'

let t: TestContext
let app: FastifyInstance
const anna: Actor = { ...systemActor, kind: 'user', id: '1', name: 'anna' }
const ben: Actor = {
  ...anna,
  id: '2',
  name: 'ben',
  scopes: new Set(['understand:read', 'understand:write', 'customers:read', 'segments:export']),
}
const viewer: Actor = { ...anna, id: '3', name: 'vera', scopes: new Set(['understand:read']) }
let caller = anna

beforeAll(async () => {
  t = await openTestContext()
  await storeSampleBank(t.ctx, 1000)
  await t.ctx.clickhouse.command(
    `INSERT INTO customer SELECT * REPLACE ('=1+1' AS name, 'a "quoted", city' AS city, toDateTime64('2026-11-01 01:00:00', 3) AS updated) FROM customer WHERE customer = 1000`,
  )
  await applyTagDefinitions(t.ctx, sampleTags)
  await refreshTagGroups(t.ctx)
  const name = { 'zh-CN': '富', en: 'Rich' }
  await createSegment(t.ctx, {
    key: 'rich',
    name,
    description: '',
    rule: { tag: 'aum', op: 'gt', value: 99_000 },
  })
  await snapshotSegment(t.ctx, 'rich')
  app = await createServer(t.ctx, async () => caller)
  await app.register(segmentRoutes)
})
afterAll(async () => {
  await app.close()
  await t.close()
})

const ask = async (body: object, as = anna) => {
  caller = as
  const answer = await app.inject({ method: 'POST', url: '/api/segments/rich/exports', payload: body })
  return { status: answer.statusCode, body: answer.json() }
}
const fetchFile = async (id: number, as = anna) => {
  caller = as
  return app.inject({ url: `/api/segment-exports/${id}/content` })
}
async function audited(action: string): Promise<{ actor: string; detail: Record<string, unknown> }[]> {
  const rows = await t.ctx.postgres
    .withTables<{
      audit: { id: number; action: string; actor_name: string; detail: Record<string, unknown> }
    }>()
    .selectFrom('audit')
    .select(['actor_name', 'detail'])
    .where('action', '=', action)
    .orderBy('id', 'desc')
    .execute()
  return rows.map(({ actor_name, detail }) => ({ actor: actor_name, detail }))
}
const reason = 'for the branch managers’ meeting'

describe('an export', () => {
  it('is a file of the latest snapshot with a reason, row count and checksum in the audit log', async () => {
    const { status, body } = await ask({
      fields: ['number', 'name', 'birth_date', 'city'],
      tags: ['aum', 'logins_7d'],
      reason,
      unmasked: true,
      language: 'en',
    })
    expect([status, body.state, body.mine]).toEqual([201, 'ready', true])
    const file = await fetchFile(body.id)
    expect(file.headers['content-disposition']).toMatch(
      /^attachment; filename="rich-v1-anna-20261101T0200\d\dZ\.csv"$/,
    )
    const lines = file.body.split('\n')
    expect(lines[0]).toBe('\uFEFF"Customer number","Name","Date of birth","City","AUM","Logins"')
    expect(lines[1]).toBe('"620000000991","客户991","1962-09-17","","99100","0"')
    expect(lines).toHaveLength(13)
    expect(lines[10]).toContain(`"'=1+1"`)
    expect(lines[10]).toContain('"a ""quoted"", city"')
    expect(lines[11]).toContain(`rich v1 · export ${body.id} · anna · 2026-11-01T02:00:00.000Z`)

    const sha256 = createHash('sha256').update(file.rawPayload).digest('hex')
    const ended = { rows: 10, bytes: file.rawPayload.length, sha256, state: 'done' }
    const [end] = await audited('segment.export_end')
    expect(end).toMatchObject({ actor: 'anna', detail: { export: body.id, ...ended } })
    const [begun] = await audited('segment.export')
    expect(begun?.detail).toMatchObject({ reason, unmasked: true, customers: 10, tags: ['aum', 'logins_7d'] })
    caller = viewer
    const shown = await app.inject({ url: `/api/segment-exports/${body.id}` })
    expect(shown.json()).toMatchObject({ ...ended, mine: false, createdBy: 'anna' })
  })

  it('hides who people are unless the caller may unmask', async () => {
    const fields = ['number', 'name', 'birth_date']
    expect((await ask({ fields, reason, unmasked: true }, ben)).status).toBe(403)
    const { body } = await ask({ fields, reason, byteOrderMark: false, watermark: false }, ben)
    const file = await fetchFile(body.id, ben)
    const lines = file.body.trim().split('\n')
    expect(lines[0]).toBe('"客户号","姓名","出生日期"')
    expect(lines[1]).toMatch(/^"62\*{8}\d\d","客\*+","\d{4}-\*\*-\*\*"$/)
    expect(lines).toHaveLength(11)
    expect(file.body).not.toContain('6200000')
  })

  it('needs a scope and a reason that says something', async () => {
    expect((await ask({ reason }, viewer)).status).toBe(403)
    expect((await ask({})).status).toBe(400)
    expect((await ask({ reason: 'abc ' })).status).toBe(400)
    expect((await ask({ reason, fields: ['phone'] })).status).toBe(400)
    expect((await ask({ reason, tags: ['nothing'] })).status).toBe(422)
    caller = anna
    const unknown = await app.inject({
      method: 'POST',
      url: '/api/segments/none/exports',
      payload: { reason },
    })
    expect(unknown.statusCode).toBe(404)
    const choices = await app.inject({ url: '/api/segment-exports/choices' })
    expect(choices.json()).toMatchObject({ mayUnmask: true })
    expect(choices.json().fields.filter((field: { personal: boolean }) => field.personal)).toHaveLength(3)
  })

  it('is fetched once, soon, and by whoever asked for it', async () => {
    const { body } = await ask({ reason })
    expect((await fetchFile(body.id, ben)).statusCode).toBe(403)
    expect((await fetchFile(body.id)).statusCode).toBe(200)
    expect((await fetchFile(body.id)).statusCode).toBe(409)
    const late = await ask({ reason })
    t.clock.advance(16 * 60_000)
    const answer = await fetchFile(late.body.id)
    expect([answer.statusCode, answer.json().detail]).toEqual([409, expect.stringContaining('expired')])
  })

  it('can be cancelled before it is fetched', async () => {
    const { body } = await ask({ reason })
    const cancel = { method: 'POST', url: `/api/segment-exports/${body.id}/cancellation` } as const
    expect((await app.inject(cancel)).statusCode).toBe(204)
    expect((await fetchFile(body.id)).statusCode).toBe(409)
    expect((await app.inject(cancel)).statusCode).toBe(409)
    const listed = await app.inject({ url: '/api/segment-exports?segment=rich&limit=2' })
    expect(listed.json().items[0]).toMatchObject({ id: body.id, state: 'cancelled' })
    const more = await app.inject({ url: `/api/segment-exports?limit=2&cursor=${listed.json().next}` })
    expect(more.json().items[0].id).toBe(body.id - 2)
  })

  it('holds customers who were merged since under who they are now, once', async () => {
    // 999 into 1000, who is a member too; 998 into 5, who is not.
    for (const [from, into] of [
      [999, 1000],
      [998, 5],
    ])
      await t.ctx.clickhouse.insert(
        'customer_merge',
        ['customer', 'into'],
        JSON.stringify({ customer: from, into }),
      )
    await t.ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
    const { body } = await ask({ reason, unmasked: true, watermark: false, byteOrderMark: false })
    const numbers = (await fetchFile(body.id)).body.trim().split('\n').slice(1)
    const stored = [991, 992, 993, 994, 995, 996, 997, 1000, 5]
    expect(numbers).toEqual(stored.map((number) => `"6200${String(number).padStart(8, '0')}"`))
  })
})
