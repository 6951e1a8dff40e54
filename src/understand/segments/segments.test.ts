import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { systemActor } from '../../platform/actor.ts'
import { createServer } from '../../platform/http/server.ts'
import { applyTagDefinitions, refreshTagGroups } from '../tags/index.ts'
import { sampleTags } from '../tags/testing/sample-definitions.ts'
import { storeSampleBank } from '../tags/testing/sample-bank.ts'
import { applySegmentDefinitions } from './apply-segment-definitions.ts'
import { estimateRule } from './estimate-rule.ts'
import { latestSnapshot } from './latest-snapshot.ts'
import { segmentRoutes } from './routes.ts'
import { snapshotSegment } from './snapshot-segment.ts'
import { snapshotSegmentJob } from './snapshot-segment-job.ts'

const name = { 'zh-CN': '甲', en: 'A' }
const women = { attribute: 'gender', op: 'eq', value: 'female' }
const rich = { tag: 'aum', op: 'gt', value: 90_000 }

describe('segments', () => {
  let t: TestContext
  let app: FastifyInstance

  beforeAll(async () => {
    t = await openTestContext({ jobs: [snapshotSegmentJob] })
    await storeSampleBank(t.ctx, 1000)
    await applyTagDefinitions(t.ctx, sampleTags)
    await refreshTagGroups(t.ctx)
    app = await createServer(t.ctx, async () => systemActor)
    await app.register(segmentRoutes)
  })
  afterAll(async () => {
    await app.close()
    await t.close()
  })

  const send = async (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    payload?: object,
    version?: number,
  ) => {
    const headers = version === undefined ? {} : { 'if-match': `"${version}"` }
    const answer = await app.inject({ method, url, headers, ...(payload ? { payload } : {}) })
    return {
      status: answer.statusCode,
      etag: answer.headers['etag'],
      body: answer.body === '' ? null : answer.json(),
    }
  }
  const problemPaths = (body: { errors: { path: string }[] }): string[] =>
    body.errors.map((error) => error.path)

  async function storedRows(segment: number): Promise<Record<string, number>> {
    const rows = await t.ctx.clickhouse.query(
      'SELECT version, count() AS rows FROM segment_member WHERE segment = {segment:UInt32} GROUP BY version ORDER BY version',
      { segment },
      z.object({ version: z.number(), rows: z.coerce.number() }),
    )
    return Object.fromEntries(rows.map((row) => [row.version, row.rows]))
  }

  it('are estimated while the rule is edited, with the rule as a sentence', async () => {
    const answer = await send('POST', '/api/rules/estimate', { rule: { all: [women, rich] } })
    expect(answer).toMatchObject({
      status: 200,
      body: { customers: 50, sentence: { en: 'gender is female and AUM is more than 90000 CNY' } },
    })
    const wrong = await send('POST', '/api/rules/estimate', {
      rule: { all: [women, { tag: 'aun', op: 'gt', value: 1 }] },
    })
    expect(wrong.status).toBe(422)
    expect(problemPaths(wrong.body)).toEqual(['/rule/all/1/tag'])
  })

  it('say for one customer which conditions are met, and what they saw', async () => {
    const [someone] = await t.ctx.clickhouse.query(
      "SELECT number, toString(aum) AS aum FROM customer JOIN tag_value USING customer WHERE gender = 'female' ORDER BY aum LIMIT 1",
      {},
      z.object({ number: z.string(), aum: z.string() }),
    )
    const answer = await send('POST', '/api/rules/explanations', {
      customer: someone?.number,
      rule: { all: [women, { not: rich }] },
    })
    expect(answer).toMatchObject({
      status: 200,
      body: {
        met: true,
        conditions: [
          { pointer: '/rule/all/0', seen: 'female', met: true, sentence: { en: 'gender is female' } },
          { pointer: '/rule/all/1/not', seen: someone?.aum, met: false },
        ],
      },
    })
    expect((await send('POST', '/api/rules/explanations', { customer: 'nobody', rule: women })).status).toBe(
      404,
    )
  })

  it('are written in a language whose schema is published', async () => {
    const { status, body } = await send('GET', '/api/rules/schema')
    expect([status, body.$schema]).toEqual([200, 'https://json-schema.org/draft/2020-12/schema'])
    expect(JSON.stringify(body)).toContain('"anniversary_in_next_days"')
  })

  it('stop counting when the caller goes away', async () => {
    const gone = new AbortController()
    const waiting = estimateRule(t.ctx, women, { signal: gone.signal })
    gone.abort()
    await expect(waiting).rejects.toThrow('aborted')
  })

  it('are created, read, changed by whoever saw the latest version, and archived', async () => {
    const created = await send('POST', '/api/segments', { key: 'women', name, rule: women })
    expect(created).toMatchObject({ status: 201, etag: '"1"', body: { key: 'women', snapshot: null } })
    expect((await send('POST', '/api/segments', { key: 'women', name, rule: women })).status).toBe(409)

    const change = { name, description: 'Women', rule: women }
    expect((await send('PUT', '/api/segments/women', change)).status).toBe(428)
    expect((await send('PUT', '/api/segments/women', change, 1)).etag).toBe('"2"')
    expect((await send('PUT', '/api/segments/women', change, 1)).status).toBe(412)
    expect((await send('PUT', '/api/segments/women', change, 2)).etag).toBe('"2"')
    const wrong = await send('PUT', '/api/segments/women', { ...change, rule: { any: [] } }, 2)
    expect([wrong.status, problemPaths(wrong.body)]).toEqual([422, ['/rule/any']])

    await send('POST', '/api/segments', { key: 'short_lived', name, rule: rich })
    expect((await send('DELETE', '/api/segments/short_lived', undefined, 1)).status).toBe(204)
    const listed = await send('GET', '/api/segments?sort=-key')
    expect(listed.body.items.map((segment: { key: string }) => segment.key)).toEqual(['women'])
    expect((await send('GET', '/api/segments?archived=true')).body.items).toHaveLength(2)
  })

  it('are fixed in versions that say who came and who went', async () => {
    await send('POST', '/api/segments', { key: 'wealthy', name, rule: rich })
    const first = await snapshotSegment(t.ctx, 'wealthy')
    expect(first).toMatchObject({ version: 1, customers: 100, added: 100, removed: 0 })
    const poorer = { tag: 'aum', op: 'between', value: [80_050, 95_000] }
    await send('PUT', '/api/segments/wealthy', { name, rule: poorer }, 1)
    expect(await snapshotSegment(t.ctx, 'wealthy')).toMatchObject({
      version: 2,
      customers: 150,
      added: 100,
      removed: 50,
    })
    const history = await send('GET', '/api/segments/wealthy/snapshots')
    expect(history.body.items.map((item: { version: number }) => item.version)).toEqual([2, 1])
    expect((await send('GET', '/api/segments/wealthy')).body.snapshot).toMatchObject({
      version: 2,
      customers: 150,
    })
    expect((await send('GET', '/api/segments?sort=-customers&limit=1')).body.items[0].key).toBe('wealthy')
  })

  it('make no new version when the same question has the same answer', async () => {
    const before = await snapshotSegment(t.ctx, 'wealthy')
    expect(await snapshotSegment(t.ctx, 'wealthy')).toEqual(before)
    expect(Object.keys(await storedRows(before.segmentId))).toEqual(['1', '2'])
    t.clock.advance(60_000)
    expect((await snapshotSegment(t.ctx, 'wealthy')).version).toBe(before.version + 1)
  })

  it('never show what a crashed snapshot left behind, and reuse its number cleanly', async () => {
    const last = await latestSnapshot(t.ctx, 'wealthy')
    if (!last) throw new Error('no snapshot')
    await t.ctx.clickhouse.command(
      'INSERT INTO segment_member SELECT {segment:UInt32}, {version:UInt32}, number FROM numbers(1, 7)',
      { segment: last.segmentId, version: last.version + 1 },
    )
    expect(await latestSnapshot(t.ctx, 'wealthy')).toEqual(last)
    t.clock.advance(60_000)
    const next = await snapshotSegment(t.ctx, 'wealthy')
    expect(next).toMatchObject({ version: last.version + 1, customers: 150, added: 0, removed: 0 })
    expect((await storedRows(last.segmentId))[next.version]).toBe(150)
  })

  it('give two snapshots at once different turns', async () => {
    const both = await Promise.all([snapshotSegment(t.ctx, 'women'), snapshotSegment(t.ctx, 'women')])
    expect(both.map((snapshot) => [snapshot.version, snapshot.customers])).toEqual([
      [1, 500],
      [1, 500],
    ])
  })

  it('can read other segments, but never themselves', async () => {
    const rule = { all: [{ segment: 'women' }, { segment: 'wealthy' }] }
    expect((await estimateRule(t.ctx, rule)).customers).toBe(75)
    await send('POST', '/api/segments', { key: 'wealthy_women', name, rule })
    await snapshotSegment(t.ctx, 'wealthy_women')
    const circle = await send(
      'PUT',
      '/api/segments/women',
      { name, rule: { not: { segment: 'wealthy_women' } } },
      2,
    )
    expect(circle.status).toBe(422)
    expect(circle.body.detail).toContain('women → wealthy_women → women')
    expect((await send('DELETE', '/api/segments/women', undefined, 2)).status).toBe(409)
  })

  it('show members masked', async () => {
    const { body } = await send('GET', '/api/segments/wealthy/members?limit=3')
    expect(body.items).toHaveLength(3)
    for (const member of body.items) {
      expect(member.number).toMatch(/^62\*{8}\d\d$/)
      expect(member.name).toMatch(/^客\*+$/)
    }
    expect((await send('GET', '/api/segments/short_lived/members')).status).toBe(404)
  })

  it('are applied from a file, once', async () => {
    const yaml = { segments: [{ key: 'active', name, rule: { tag: 'logins_7d', op: 'gte', value: 1 } }] }
    expect(await applySegmentDefinitions(t.ctx, yaml)).toMatchObject({ created: ['active'], changed: [] })
    expect(await applySegmentDefinitions(t.ctx, yaml)).toMatchObject({ created: [], changed: [] })
    expect((await snapshotSegment(t.ctx, 'active')).customers).toBe(250)
    const chained = [
      { key: 'base', name, rule: women },
      { key: 'derived', name, rule: { not: { segment: 'base' } } },
    ]
    expect((await applySegmentDefinitions(t.ctx, { segments: chained })).created).toEqual(['base', 'derived'])
    await expect(snapshotSegment(t.ctx, 'derived')).rejects.toThrow(
      '"base" has no snapshot yet: take one first',
    )
    await snapshotSegment(t.ctx, 'base')
    expect((await snapshotSegment(t.ctx, 'derived')).customers).toBe(500)
    await expect(
      applySegmentDefinitions(t.ctx, { segments: [{ key: 'x', name, rule: {} }] }),
    ).rejects.toThrow('/rule')
  })

  it('can read uploaded lists, which report the numbers that are nobody’s or stand twice', async () => {
    const numbers = await t.ctx.clickhouse.query(
      'SELECT number FROM customer ORDER BY customer LIMIT 3',
      {},
      z.object({ number: z.string() }),
    )
    const [first, second, third] = numbers.map(({ number }) => number)
    const upload = (content: string) => send('POST', '/api/customer-lists', { key: 'guests', name, content })
    expect(await upload(`${first},gala\r\n"${second}"\n\n${first}\nX{a:String}'\n`)).toMatchObject({
      status: 201,
      body: {
        version: 1,
        customers: 2,
        unknown: 1,
        duplicates: 1,
        unknownNumbers: ["X{a:String}'"],
        duplicateNumbers: [first],
      },
    })
    expect((await estimateRule(t.ctx, { list: 'guests' })).customers).toBe(2)
    expect((await upload(`${third}\n`)).body).toMatchObject({ version: 2, customers: 1 })
    expect((await estimateRule(t.ctx, { list: 'guests' })).customers).toBe(1)
    expect((await estimateRule(t.ctx, { not: { list: 'guests' } })).customers).toBe(999)
  })

  it('are snapshot by a job on request', async () => {
    const queued = await send('POST', '/api/segments/women/snapshots')
    expect([queued.status, typeof queued.body.job]).toEqual([202, 'string'])
  })
})
