import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { refreshTagGroups } from '../refresh-tag-groups.ts'
import { openTagApi, type TagApi } from '../testing/tag-api.ts'

const name = { 'zh-CN': '甲', en: 'A' }
const number = (customer: number): string => `6200${String(customer).padStart(8, '0')}`

describe('values of an imported tag', () => {
  let api: TagApi
  const send: TagApi['send'] = (...request) => api.send(...request)
  const values = async (column: string, customers: readonly number[]): Promise<unknown[]> => {
    await refreshTagGroups(api.t.ctx, { groups: ['handed_in'] })
    const rows = await api.t.ctx.clickhouse.query(
      `SELECT ${column} AS value FROM tag_handed_in WHERE customer IN {customers:Array(UInt32)} ORDER BY customer`,
      { customers },
      z.object({ value: z.unknown() }),
    )
    return rows.map(({ value }) => value)
  }
  const upload = (key: string, content: string, file = '') => {
    api.t.clock.moveTo(new Date(api.t.clock.now().getTime() + 1000))
    return send('POST', `/api/tags/${key}/values`, { content, file })
  }
  beforeAll(async () => {
    api = await openTagApi(100)
    await send('POST', '/api/tag-groups', { key: 'handed_in', name, source: 'import', schedule: 'manual' })
    for (const type of ['number', 'string', 'date', 'boolean'])
      await send('POST', '/api/tags', {
        key: `handed_${type}`,
        group: 'handed_in',
        name,
        definition: { kind: 'imported', type },
      })
  })
  afterAll(() => api.close())

  it('are matched by customer number, with a report of the lines that could not be taken', async () => {
    const lines = [
      'customer_number,score',
      `${number(1)},7`,
      `"${number(2)}";"8.5"`,
      `${number(3)},abc`,
      `nobody,1`,
      `${number(1)},9`,
      '',
      'no comma here',
    ]
    const { status, body } = await upload('handed_number', lines.join('\r\n'), 'scores.csv')
    expect(status).toBe(201)
    expect(body).toMatchObject({
      rows: 6,
      customers: 2,
      unknown: 1,
      duplicates: 1,
      invalid: 2,
      file: 'scores.csv',
    })
    expect(body.problems).toEqual([
      { line: 2, reason: 'duplicate' },
      { line: 4, reason: 'invalid' },
      { line: 5, reason: 'unknown' },
      { line: 8, reason: 'invalid' },
    ])
    expect(body.job).toEqual(expect.any(String))
    expect(await values('handed_number', [1, 2, 3])).toEqual([9, 8.5, null])
  })

  it('come as JSON lines too, of every type, texts with commas and quotes', async () => {
    const line = (customer: number, value: unknown) => JSON.stringify({ customer: number(customer), value })
    await upload('handed_string', [line(1, 'a, "b" {x} \\ 李'), line(2, '')].join('\n'))
    await upload('handed_date', [line(1, '2026-02-28'), line(2, '2026-02-30')].join('\n'))
    await upload('handed_boolean', [line(1, true), line(2, '否'), line(3, 5)].join('\n'))
    expect(await values('handed_string', [1, 2])).toEqual(['a, "b" {x} \\ 李', ''])
    expect(await values('toString(handed_date)', [1, 2])).toEqual(['2026-02-28', null])
    expect(await values('handed_boolean', [1, 2, 3])).toEqual([true, false, null])
    await upload('handed_string', `${number(3)},"say ""hi"", twice"`)
    expect(await values('handed_string', [1, 3])).toEqual(['a, "b" {x} \\ 李', 'say "hi", twice'])
  })

  it('are written once when the same content comes again, and anew after something else came', async () => {
    const content = `${number(4)},1`
    const first = await upload('handed_number', content)
    const again = await upload('handed_number', content)
    expect([first.body.repeated, again.body.repeated, again.body.id]).toEqual([false, true, first.body.id])
    await send('PUT', '/api/tags/handed_number/customer-value', { customerNumber: number(4), value: 5 })
    expect(await values('handed_number', [4])).toEqual([5])
    api.t.clock.moveTo(new Date(api.t.clock.now().getTime() + 1000))
    expect((await upload('handed_number', content)).body.repeated).toBe(false)
    expect(await values('handed_number', [4])).toEqual([1])
    const { body } = await send('GET', '/api/tags/handed_number/uploads?limit=2')
    expect(body.items.map((item: { customers: number }) => item.customers)).toEqual([1, 1])
    expect(body.next).toEqual(expect.any(String))
  })

  it('are set and taken away one by one, or all at once', async () => {
    const set = (customerNumber: string, value: unknown) => {
      api.t.clock.moveTo(new Date(api.t.clock.now().getTime() + 1000))
      return send('PUT', '/api/tags/handed_date/customer-value', { customerNumber, value })
    }
    expect((await set(number(5), '2026-05-01')).status).toBe(202)
    expect((await set(number(1), null)).status).toBe(202)
    expect(await values('toString(handed_date)', [1, 5])).toEqual([null, '2026-05-01'])
    expect((await set(number(5), 'soon')).body.detail).toContain('a day such as 2026-11-01')
    expect((await set('nobody', '2026-05-01')).status).toBe(404)
    api.t.clock.moveTo(new Date(api.t.clock.now().getTime() + 1000))
    expect((await send('DELETE', '/api/tags/handed_date/values')).body.customers).toBe(1)
    expect(await values('toString(handed_date)', [1, 5])).toEqual([null, null])
  })

  it('are refused for tags that are computed', async () => {
    expect((await upload('aum', `${number(1)},1`)).body.detail).toContain('only imported tags take values')
    expect((await upload('nothing', `${number(1)},1`)).status).toBe(404)
  })

  it('leave an audit row with every change', async () => {
    const rows = await api.t.ctx.postgres
      .withTables<{ audit: { action: string; detail: { key?: string } } }>()
      .selectFrom('audit')
      .select('action')
      .where('action', 'like', 'tag.%value%')
      .distinct()
      .orderBy('action')
      .execute()
    expect(rows.map(({ action }) => action)).toEqual([
      'tag.clear_value',
      'tag.clear_values',
      'tag.set_value',
      'tag.upload_values',
    ])
  })

  it('are never read as SQL', async () => {
    const evil = `'); DROP TABLE customer; -- {x:String} \\'`
    await upload('handed_string', JSON.stringify({ customer: number(6), value: evil }))
    expect(await values('handed_string', [6])).toEqual([evil])
  })
})
