import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { type Actor, systemActor } from '../../../platform/actor.ts'
import { createServer } from '../../../platform/http/server.ts'
import { storeSampleBank } from '../../tags/testing/sample-bank.ts'
import { latestSnapshot } from '../latest-snapshot.ts'
import { segmentRoutes } from '../routes.ts'
import { createSegment } from '../save-segment.ts'
import { snapshotSegment } from '../snapshot-segment.ts'

let t: TestContext
let app: FastifyInstance
let caller: Actor = systemActor
const name = (en: string) => ({ 'zh-CN': en, en })
/** Of 1000 customers every second one is a woman, every seventh lives in district 3. */
const rules = {
  women: { attribute: 'gender', op: 'eq', value: 'female' },
  third: { attribute: 'district', op: 'eq', value: '3' },
  nobody: { attribute: 'district', op: 'eq', value: '99' },
}

beforeAll(async () => {
  t = await openTestContext()
  await storeSampleBank(t.ctx, 1000)
  for (const [key, rule] of Object.entries(rules)) {
    await createSegment(t.ctx, { key, name: name(key), description: `All ${key}`, rule })
    await snapshotSegment(t.ctx, key)
  }
  await createSegment(t.ctx, { key: 'fresh', name: name('fresh'), description: '', rule: rules.women })
  app = await createServer(t.ctx, async () => caller)
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
  return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() }
}
const keysOf = (body: { items: { key: string }[] }): string[] => body.items.map(({ key }) => key)

describe('set operations on segments', () => {
  it.each([
    ['union', 'women,third', 572],
    ['intersection', 'women,third', 71],
    ['difference', 'women,third', 429],
    ['difference', 'third,women', 72],
    ['union', 'women,nobody', 500],
    ['intersection', 'women,third,nobody', 0],
  ])('count the %s of %s', async (operation, segments, customers) => {
    const { status, body } = await send(
      'GET',
      `/api/segment-combination?operation=${operation}&segments=${segments}`,
    )
    expect([status, body.customers]).toEqual([200, customers])
    const key = `${operation}_${segments.replaceAll(',', '_')}`
    await send('POST', '/api/segments', { key, name: name(key), rule: body.rule })
    expect((await snapshotSegment(t.ctx, key)).customers).toBe(customers)
  })

  it('refuse what cannot be combined', async () => {
    const combine = (segments: string) =>
      send('GET', `/api/segment-combination?operation=union&segments=${segments}`)
    expect((await combine('women')).status).toBe(400)
    expect((await combine('women,women')).status).toBe(400)
    expect((await combine('women,x')).status).toBe(404)
    expect((await combine('women,fresh')).body.detail).toContain('"fresh" has no snapshot')
    expect((await combine(Array.from({ length: 21 }, (_, i) => `s${i}`).join(','))).status).toBe(400)
  })
})

describe('the overlap of segments', () => {
  it('is counted for every two of them', async () => {
    const { body } = await send('GET', '/api/segment-overlap?segments=women,third,nobody')
    expect(body.segments.map((segment: { customers: number }) => segment.customers)).toEqual([500, 143, 0])
    expect(body.union).toBe(572)
    const customers = body.cells.map((row: { customers: number }[]) => row.map((cell) => cell.customers))
    expect(customers).toEqual([
      [500, 71, 0],
      [71, 143, 0],
      [0, 0, 0],
    ])
    expect(body.cells[0][1].jaccard).toBeCloseTo(71 / 572)
    expect([body.cells[0][0].jaccard, body.cells[2][2].jaccard]).toEqual([1, null])
  })
})

describe('the trend of a segment', () => {
  it('holds its sizes, who came and who went, between two days of the business time zone', async () => {
    t.clock.advance(24 * 3_600_000)
    await send('PUT', '/api/segments/women', { name: name('women'), rule: rules.third }, 1)
    await snapshotSegment(t.ctx, 'women')
    const all = await send('GET', '/api/segments/women/trend')
    expect(all.body).toEqual({
      points: [
        { version: 1, asOf: '2026-11-01T02:00:00.000Z', customers: 500, added: 500, removed: 0 },
        { version: 2, asOf: '2026-11-02T02:00:00.000Z', customers: 143, added: 72, removed: 429 },
      ],
      truncated: false,
    })
    const versions = async (query: string) =>
      (await send('GET', `/api/segments/women/trend?${query}`)).body.points.map(
        (point: { version: number }) => point.version,
      )
    expect(await versions('from=2026-11-02')).toEqual([2])
    expect(await versions('to=2026-11-01')).toEqual([1])
    expect(await versions('from=2027-01-01')).toEqual([])
    expect((await send('GET', '/api/segments/women/trend?from=yesterday')).status).toBe(400)
    expect((await send('GET', '/api/segments/none/trend')).status).toBe(404)
  })

  it('comes with those who came and went, masked', async () => {
    const added = await send('GET', '/api/segments/women/members?change=added&limit=100')
    expect(added.body.items).toHaveLength(72)
    const removed = await send('GET', '/api/segments/women/members?change=removed&limit=100')
    expect(removed.body.items).toHaveLength(100)
    for (const { gender, number } of removed.body.items) {
      expect(gender).toBe('female')
      expect(number).toContain('****')
    }
    const first = await send('GET', '/api/segments/women/members?version=1&limit=5')
    expect(first.body).toMatchObject({ version: 1, items: { length: 5 } })
    expect((await send('GET', '/api/segments/women/members?version=9')).status).toBe(404)
  })
})

describe('the list of segments', () => {
  it('is searched, filtered and sorted', async () => {
    const keys = async (query: string) => keysOf((await send('GET', `/api/segments?limit=200&${query}`)).body)
    expect(await keys('search=all%20th')).toEqual(['third'])
    expect(await keys('search=%25')).toEqual([])
    expect(await keys('owner=nobody_known')).toEqual([])
    expect(await keys('status=stale')).toEqual(['fresh'])
    expect(await keys('status=archived')).toEqual([])
    expect((await keys('sort=-updated'))[0]).toBe('women')
    const first = await send('GET', '/api/segments?sort=updated&limit=1')
    const second = await send('GET', `/api/segments?sort=updated&limit=1&cursor=${first.body.next}`)
    expect(keysOf(second.body)).not.toEqual(keysOf(first.body))
  })

  it('shows what reads a segment, and what it reads', async () => {
    expect((await send('GET', '/api/segments/third')).body).toMatchObject({
      reads: { segments: [], lists: [], tags: [] },
      readBy: expect.arrayContaining(['union_women_third', 'difference_third_women']),
    })
    expect((await send('GET', '/api/segments/union_women_third')).body.reads.segments).toEqual([
      'women',
      'third',
    ])
  })

  it('takes copies, archived segments back, and no second of a key', async () => {
    const copy = await send('POST', '/api/segments/third/copies', { key: 'third_again' })
    expect(copy).toMatchObject({
      status: 201,
      body: { name: { en: 'third (copy)' }, rule: rules.third, snapshot: null },
    })
    expect((await send('POST', '/api/segments/third/copies', { key: 'third_again' })).status).toBe(409)
    expect((await send('DELETE', '/api/segments/third_again', undefined, 1)).status).toBe(204)
    expect((await send('PUT', '/api/segments/third_again/retention', { keepSnapshots: 3 }, 2)).status).toBe(
      409,
    )
    expect((await send('POST', '/api/segments/third_again/restore', undefined, 1)).status).toBe(412)
    expect((await send('POST', '/api/segments/third_again/restore', undefined, 2)).status).toBe(200)
    expect((await send('POST', '/api/segments/third_again/restore', undefined, 3)).status).toBe(409)
  })
})

describe('old snapshots', () => {
  it('lose their members, unless pinned; their counts stay', async () => {
    const key = 'third_again'
    expect(
      (await send('PUT', `/api/segments/${key}/retention`, { keepSnapshots: 2 }, 3)).body.keepSnapshots,
    ).toBe(2)
    const take = async () => {
      t.clock.advance(60_000)
      return (await snapshotSegment(t.ctx, key)).version
    }
    expect([await take(), await take()]).toEqual([1, 2])
    expect((await send('PUT', `/api/segments/${key}/snapshots/1/pin`, { pinned: true })).status).toBe(204)
    expect([await take(), await take()]).toEqual([3, 4])
    const { body } = await send('GET', `/api/segments/${key}/snapshots`)
    const kept = body.items.map((item: { version: number; dropped: boolean; pins: string[] }) => [
      item.version,
      item.dropped,
      item.pins.length,
    ])
    expect(kept).toEqual([
      [4, false, 0],
      [3, false, 0],
      [2, true, 0],
      [1, false, 1],
    ])
    expect((await send('GET', `/api/segments/${key}/members?version=2`)).status).toBe(409)
    expect((await send('PUT', `/api/segments/${key}/snapshots/2/pin`, { pinned: true })).status).toBe(409)
    expect((await send('GET', `/api/segments/${key}/members?version=1`)).body.items).toHaveLength(20)
    expect((await send('GET', `/api/segments/${key}/trend`)).body.points).toHaveLength(4)

    await send('PUT', `/api/segments/${key}/snapshots/1/pin`, { pinned: false })
    await take()
    expect((await send('GET', `/api/segments/${key}/members?version=1`)).status).toBe(409)
    expect(await latestSnapshot(t.ctx, key)).toMatchObject({ version: 5, customers: 143 })
  })
})

describe('an estimate', () => {
  it('says the share of the base, and on request who and where', async () => {
    const { body } = await send('POST', '/api/rules/estimate', {
      rule: rules.third,
      sample: 3,
      organisations: true,
    })
    expect(body).toMatchObject({ customers: 143, base: 1000, share: 0.143 })
    expect(body.sample).toHaveLength(3)
    expect(body.sample[0].number).toContain('****')
    expect(body.organisations).toEqual([{ code: '', name: '', customers: 143 }])
    const plain = await send('POST', '/api/rules/estimate', { rule: rules.third })
    expect(plain.body).toMatchObject({ sample: null, organisations: null })
  })

  it('shows nobody to who may not see customers', async () => {
    caller = { ...systemActor, scopes: new Set(['understand:read']) }
    const ask = (sample: number) => send('POST', '/api/rules/estimate', { rule: rules.third, sample })
    expect((await ask(1)).status).toBe(403)
    expect((await ask(0)).status).toBe(200)
    expect((await send('GET', '/api/segments/third/members')).status).toBe(403)
    expect((await send('POST', '/api/segments/third/copies', { key: 'y' })).status).toBe(403)
    expect((await send('POST', '/api/segments/third/exports', { reason: 'because I can' })).status).toBe(403)
    caller = systemActor
  })
})

describe('customer lists', () => {
  const upload = (content: string, key = 'guests') =>
    send('POST', '/api/customer-lists', { key, name: name('Guests'), content })

  it('tell line by line, masked, what was nobody or twice', async () => {
    const lines = [
      '620000000001',
      'nobody0001',
      '"620000000002",x',
      '620000000001',
      '',
      'nobody0002',
      'nobody0001',
    ]
    expect((await upload(lines.join('\r\n'))).body).toMatchObject({ customers: 2, unknown: 2, duplicates: 2 })
    const page = await send('GET', '/api/customer-lists/guests/rejections?limit=2')
    expect(page.body).toMatchObject({
      version: 1,
      items: [
        { line: 2, reason: 'unknown', number: 'no******01' },
        { line: 4, reason: 'duplicate', number: '62********01' },
      ],
    })
    const rest = await send('GET', `/api/customer-lists/guests/rejections?limit=2&cursor=${page.body.next}`)
    expect(rest.body).toMatchObject({ next: null, items: [{ line: 6 }, { line: 7 }] })
    const unknown = await send('GET', '/api/customer-lists/guests/rejections?reason=duplicate')
    expect(unknown.body.items).toHaveLength(1)
  })

  it('are listed, read with their versions and users, and deleted when nobody uses them', async () => {
    await upload('620000000003')
    await upload('620000000004', 'others')
    expect(keysOf((await send('GET', '/api/customer-lists?sort=customers&search=guest')).body)).toEqual([
      'guests',
      'others',
    ])
    await send('POST', '/api/segments', { key: 'invited', name: name('Invited'), rule: { list: 'guests' } })
    const { body } = await send('GET', '/api/customer-lists/guests')
    expect(body).toMatchObject({
      version: 2,
      customers: 1,
      unknown: 0,
      origin: 'upload',
      usedBy: ['invited'],
    })
    expect(body.versions.map((version: { customers: number }) => version.customers)).toEqual([1, 2])
    expect((await send('GET', '/api/customer-lists/guests/rejections')).body.items).toEqual([])
    expect((await send('DELETE', '/api/customer-lists/guests')).status).toBe(409)
    expect((await send('DELETE', '/api/customer-lists/others')).status).toBe(204)
    expect((await send('GET', '/api/customer-lists/others')).status).toBe(404)
    expect((await send('DELETE', '/api/customer-lists/others')).status).toBe(404)
    expect((await upload('620000000005', 'others')).body.version).toBe(1)
  })
})
