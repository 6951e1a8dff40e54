import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemActor } from '../../platform/actor.ts'
import { refreshTagGroups } from './refresh-tag-groups.ts'
import { openTagApi, type TagApi } from './testing/tag-api.ts'

const name = { 'zh-CN': '甲', en: 'A' }
const expression = (text: string, type = 'number') => ({ kind: 'expression', type, expression: text })
const paths = (body: { errors: { path: string }[] }): string[] => body.errors.map(({ path }) => path)

describe('a tag', () => {
  let api: TagApi
  const send: TagApi['send'] = (...request) => api.send(...request)
  const audit = async (): Promise<string[]> => {
    const rows = await api.t.ctx.postgres
      .withTables<{ audit: { id: number; action: string } }>()
      .selectFrom('audit')
      .select('action')
      .orderBy('id')
      .execute()
    return rows.map(({ action }) => action)
  }
  beforeAll(async () => {
    api = await openTagApi()
  })
  afterAll(() => api.close())

  it('is created in a group of its source, changed with its ETag, retired, and every time audited', async () => {
    expect((await send('POST', '/api/tag-groups', { key: 'formulas', name, source: 'tag' })).status).toBe(201)
    const made = await send('POST', '/api/tags', {
      key: 'aum_share',
      group: 'formulas',
      name,
      class: 'value',
      subclass: 'assets',
      owner: 'retail',
      definition: expression('aum / 1000'),
    })
    expect([made.status, made.etag]).toEqual([201, '"1"'])
    expect(made.body).toMatchObject({ coverage: null, reads: ['aum'], version: 1, type: 'number' })
    const change = { ...made.body, name: { 'zh-CN': '乙', en: 'B' } }
    const { group, class: klass, subclass, owner, definition } = change
    const body = { name: change.name, group, class: klass, subclass, owner, definition }
    expect((await send('PUT', '/api/tags/aum_share', body)).status).toBe(428)
    expect((await send('PUT', '/api/tags/aum_share', body, 9)).status).toBe(412)
    const changed = await send('PUT', '/api/tags/aum_share', body, 1)
    expect([changed.status, changed.etag, changed.body.name.en]).toEqual([200, '"2"', 'B'])
    expect((await send('PUT', '/api/tags/aum_share', body, 2)).etag).toBe('"2"')
    expect((await send('DELETE', '/api/tags/aum_share', undefined, 2)).status).toBe(204)
    expect((await send('GET', '/api/tags?search=aum_share')).body.items).toEqual([])
    expect((await send('GET', '/api/tags?search=aum_share&status=retired')).body.items).toHaveLength(1)
    expect(await audit()).toEqual(
      expect.arrayContaining(['tag_group.create', 'tag.create', 'tag.update', 'tag.retire']),
    )
    expect((await audit()).filter((action) => action === 'tag.update')).toHaveLength(1)
  })

  it('is refused with the place and the fix when it is wrong', async () => {
    const post = (definition: object, more = {}) =>
      send('POST', '/api/tags', { key: 'wrong', group: 'formulas', name, definition, ...more })
    const unknown = await post(expression('nothing + 1'))
    expect([unknown.status, ...paths(unknown.body)]).toEqual([422, '/definition'])
    expect(unknown.body.detail).toContain('no tag "nothing"')
    const group = await post(expression('aum'), { group: 'nowhere' })
    expect([group.status, ...paths(group.body)]).toEqual([422, '/group'])
    const source = await post({ kind: 'age' })
    expect(paths(source.body)).toEqual(['/group'])
    expect(source.body.detail).toContain('choose a group of that source')
    const branch = await post(expression('aum'), { organisation: 'mars' })
    expect(paths(branch.body)).toEqual(['/organisation'])
    expect(paths((await post({ kind: 'balance_average' })).body)[0]).toContain('/definition')
    const taken = await send('POST', '/api/tags', {
      key: 'aum',
      group: 'formulas',
      name,
      definition: expression('age'),
    })
    expect([taken.status, ...paths(taken.body)]).toEqual([409, '/key'])
  })

  it('may not read itself through others', async () => {
    await send('POST', '/api/tag-groups', { key: 'more', name, source: 'tag' })
    const put = (key: string, group: string, text: string) =>
      send('POST', '/api/tags', { key, group, name, definition: expression(text) })
    expect((await put('first', 'formulas', 'aum')).status).toBe(201)
    expect((await put('second', 'more', 'first')).status).toBe(201)
    const circle = await send(
      'PUT',
      '/api/tags/first',
      { group: 'formulas', name, definition: expression('second') },
      1,
    )
    expect(circle.status).toBe(422)
    expect(circle.body.detail).toContain('circle')
  })

  it('that others read cannot be retired, nor get values of another type', async () => {
    const retired = await send('DELETE', '/api/tags/first', undefined, 1)
    expect([retired.status, retired.body.detail]).toEqual([409, expect.stringContaining('the tag "second"')])
    await api.t.ctx.postgres
      .withTables<{ segment: Record<string, unknown> }>()
      .insertInto('segment')
      .values({
        key: 'rich',
        name: JSON.stringify(name),
        rule: JSON.stringify({ all: [{ not: { tag: 'aum', op: 'gt', value: 5 } }] }),
        created_by: 'test',
      })
      .execute()
    const detail = (await send('GET', '/api/tags/aum')).body
    expect(detail.segments).toEqual([{ key: 'rich', name }])
    expect(detail.readBy).toEqual(['first'])
    expect(detail.readsTables).toEqual(['balance'])
    const text = await send(
      'PUT',
      '/api/tags/first',
      { group: 'formulas', name, definition: expression("'a'", 'string') },
      1,
    )
    expect([text.status, ...paths(text.body)]).toEqual([409, '/definition'])
    const events = (await send('GET', '/api/tags/logins_7d')).body
    expect([events.readsTables, events.readsEvents]).toEqual([['event'], ['login']])
  })

  it('is told in words, in both languages', async () => {
    const { sentence } = (await send('GET', '/api/tags/aum_average_30d')).body
    expect(sentence).toEqual({
      'zh-CN': '近 30 天管理资产（AUM）日均',
      en: 'The daily average assets under management over 30 days',
    })
  })

  it('is found by class, owner, source, status and freshness', async () => {
    const keys = async (query: string) =>
      (await send('GET', `/api/tags?${query}`)).body.items.map((tag: { key: string }) => tag.key)
    const valued = { class: 'value', subclass: 'assets', owner: 'retail' }
    const put = { group: 'value', name, definition: { kind: 'balance_at' }, freshHours: 24, ...valued }
    expect((await send('PUT', '/api/tags/aum', put, 1)).status).toBe(200)
    expect(await keys('class=value&subclass=assets')).toEqual(['aum'])
    expect(await keys('owner=retail')).toEqual(['aum'])
    expect(await keys('source=event')).toEqual(['last_login', 'logins_7d'])
    expect(await keys('freshness=none')).toEqual(['first', 'second'])
    expect(await keys('freshness=late')).toEqual([])
    api.t.clock.moveTo(new Date(api.t.clock.now().getTime() + 25 * 3_600_000))
    expect(await keys('freshness=late')).toEqual(['aum'])
    expect((await send('GET', '/api/tags/aum')).body).toMatchObject({ late: true, stale: true })
    expect((await send('GET', '/api/tag-classes')).body).toEqual({
      classes: expect.arrayContaining([{ class: 'value', subclass: 'assets', tags: 1, stale: 1 }]),
      owners: ['retail'],
    })
    const pages: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body } = await send(
        'GET',
        `/api/tags?limit=2&sort=-class${cursor === '' ? '' : `&cursor=${cursor}`}`,
      )
      pages.push(...body.items.map((tag: { key: string }) => tag.key))
      cursor = body.next
    }
    expect(pages).toHaveLength(9)
    expect(new Set(pages).size).toBe(9)
    expect(pages[0]).toBe('aum')
  })

  it('of a group that is empty goes with it, of others not', async () => {
    expect((await send('DELETE', '/api/tag-groups/more', undefined, 1)).body.detail).toContain(
      'still has tags',
    )
    expect((await send('POST', '/api/tag-groups', { key: 'spare', name, source: 'sql' })).status).toBe(201)
    const changed = await send('PUT', '/api/tag-groups/spare', { name, schedule: 'weekly', pastKept: 3 }, 1)
    expect(changed.body).toMatchObject({ schedule: 'weekly', pastKept: 3, version: 2, dueFor: null })
    expect((await send('DELETE', '/api/tag-groups/spare', undefined, 2)).status).toBe(204)
    expect((await send('GET', '/api/tag-groups/spare')).status).toBe(404)
  })

  it('is described by a JSON Schema for every kind', async () => {
    const { kinds } = (await send('GET', '/api/tag-kinds')).body
    expect(kinds.length).toBeGreaterThanOrEqual(27)
    const average = kinds.find(({ kind }: { kind: string }) => kind === 'balance_average')
    expect(average).toMatchObject({
      source: 'balance',
      schema: {
        type: 'object',
        properties: { kind: { const: 'balance_average' }, days: { type: 'integer' } },
      },
    })
  })
})

describe('a preview', () => {
  let api: TagApi
  beforeAll(async () => {
    api = await openTagApi()
  })
  afterAll(() => api.close())
  const preview = (definition: object, more = {}) =>
    api.send('POST', '/api/tag-previews', { definition, ...more })
  const tables = async (): Promise<number> => {
    const { z } = await import('zod')
    const [row] = await api.t.ctx.clickhouse.query(
      "SELECT count() AS found FROM system.tables WHERE name LIKE 'preview%' AND database = currentDatabase()",
      {},
      z.object({ found: z.coerce.number() }),
    )
    return row?.found ?? 0
  }

  it('shows how values would spread and some customers, masked, and leaves nothing behind', async () => {
    const { status, body } = await preview({ kind: 'balance_at' }, { sample: 3 })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      customers: 1000,
      everybody: true,
      coverage: 1,
      type: 'number',
      asOf: '2026-11-01',
    })
    expect(body.distribution.quantiles.at(-1)).toEqual({ share: 1, value: 100_000 })
    const { bars } = body.distribution
    expect(bars.reduce((sum: number, bar: { customers: number }) => sum + bar.customers, 0)).toBe(1000)
    expect(Math.max(...bars.map((bar: { customers: number }) => bar.customers))).toBeLessThan(60)
    expect(body.sample).toHaveLength(3)
    expect(body.sample[0]).toMatchObject({
      number: expect.stringMatching(/^62\*+\d\d$/),
      name: expect.stringMatching(/^客\*+$/),
    })
    expect(await tables()).toBe(0)
    const mine = await api.send('GET', '/api/tags?search=previewed')
    expect(mine.body.items).toEqual([])
  })

  it('counts customers without rows, as the refresh will', async () => {
    const { body } = await preview({ kind: 'event_count', events: ['login'] })
    expect(body.coverage).toBe(1)
    expect(body.distribution.quantiles[0]).toEqual({ share: 0, value: 0 })
    expect(body.distribution.bars).toEqual([
      { from: 0, to: 1, customers: 750 },
      { from: 1, to: 2, customers: 250 },
    ])
    const days = await preview({ kind: 'event_days_since', events: ['login'] })
    expect(days.body.coverage).toBe(0.25)
  })

  it('says what is wrong at its place, and what cannot be computed', async () => {
    const wrong = await preview({ kind: 'expression', type: 'number', expression: 'aum + nothing' })
    expect([wrong.status, ...paths(wrong.body)]).toEqual([422, '/definition'])
    const spying = await preview({
      kind: 'sql',
      type: 'number',
      query: 'SELECT customer, value FROM contact_point',
    })
    expect([spying.status, spying.body.detail]).toEqual([409, expect.stringContaining('contact_point')])
    expect(await tables()).toBe(0)
  })

  it('shows customers only to those who may read them', async () => {
    api.actor = { ...systemActor, scopes: new Set(['understand:read']) }
    expect((await preview({ kind: 'balance_at' }, { sample: 1 })).status).toBe(403)
    expect((await preview({ kind: 'balance_at' })).body.sample).toBeNull()
    api.actor = systemActor
  })

  it('of a stored tag equals what its refresh gives', async () => {
    await refreshTagGroups(api.t.ctx)
    for (const key of ['aum_average_30d', 'last_login', 'district', 'age']) {
      const stored = (await api.send('GET', `/api/tags/${key}`)).body
      const { body } = await preview(stored.definition, { key, group: stored.group })
      expect([key, body.coverage, body.distribution]).toEqual([key, stored.coverage, stored.distribution])
    }
  })
})
