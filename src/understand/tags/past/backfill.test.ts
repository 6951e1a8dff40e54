import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTagApi, type TagApi } from '../testing/tag-api.ts'
import { runBackfill } from './backfill-tags-job.ts'
import { dropLeftoverTables } from './past-days.ts'

describe('a backfill', () => {
  let api: TagApi
  beforeAll(async () => {
    api = await openTagApi(100)
  })
  afterAll(() => api.close())
  const send: TagApi['send'] = (...request) => api.send(...request)
  const run = (id: number, signal = new AbortController().signal) =>
    runBackfill(api.t.ctx, id, { signal, progress: async () => {} })
  const tables = async (): Promise<string[]> => {
    const rows = await api.t.ctx.clickhouse.query(
      "SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'past%' ORDER BY name",
      {},
      z.object({ name: z.string() }),
    )
    return rows.map(({ name }) => name)
  }

  it('computes a group for past days, keeps as many as it says, and fills the trend', async () => {
    const group = (await send('GET', '/api/tag-groups/value')).body
    await send('PUT', '/api/tag-groups/value', { name: group.name, schedule: 'daily', pastKept: 2 }, 1)
    const asked = await send('POST', '/api/tag-groups/value/backfills', {
      from: '2025-12-30',
      to: '2026-01-02',
    })
    expect(asked.status).toBe(202)
    expect(asked.body.days).toEqual(['2026-01-02', '2026-01-01', '2025-12-31', '2025-12-30'])
    await run(asked.body.id)
    const [done] = (await send('GET', '/api/tag-groups/value/backfills')).body.items
    expect(done).toMatchObject({ status: 'done', failed: {} })
    expect(done.done).toHaveLength(4)
    const past = (await send('GET', '/api/tag-groups/value/past-days')).body
    expect(past).toMatchObject({
      kept: 2,
      items: [{ asOf: '2026-01-02', customers: 100 }, { asOf: '2026-01-01' }],
    })
    expect(await tables()).toEqual(['past_20260101_tag_value', 'past_20260102_tag_value'])
    const { trend } = (await send('GET', '/api/tags/aum')).body
    expect(trend.map(({ asOf, average }: { asOf: string; average: number }) => [asOf, average])).toEqual([
      ['2025-12-30', 0],
      ['2025-12-31', 0],
      ['2026-01-01', 5050],
      ['2026-01-02', 5050],
      ['2026-11-01', 5050],
    ])
    expect(trend[2].drift).toBeGreaterThan(0.25)
    expect((await send('GET', '/api/tag-groups/value')).body.asOf).toBe('2026-11-01')
    expect((await send('DELETE', '/api/tag-groups/value/past-days/2026-01-01')).status).toBe(204)
    expect((await send('DELETE', '/api/tag-groups/value/past-days/2026-01-01')).status).toBe(404)
    expect(await tables()).toEqual(['past_20260102_tag_value'])
  })

  it('goes on where it was interrupted, and stops when it is cancelled', async () => {
    const { body } = await send('POST', '/api/tag-groups/profile/backfills', {
      from: '2026-03-01',
      to: '2026-03-03',
    })
    const stop = new AbortController()
    const days: string[] = []
    await runBackfill(api.t.ctx, body.id, {
      signal: stop.signal,
      progress: async (_, message = '') => {
        if (days.push(message) === 2) stop.abort(new Error('power cut'))
      },
    }).catch((error: Error) => days.push(error.message))
    expect(days.slice(0, 2)).toEqual(['profile, 2026-03-03', 'profile, 2026-03-02'])
    const [half] = (await send('GET', '/api/tag-groups/profile/backfills')).body.items
    expect(half).toMatchObject({ status: 'running', done: ['2026-03-03'] })
    await run(body.id)
    const [whole] = (await send('GET', '/api/tag-groups/profile/backfills')).body.items
    expect([whole.status, whole.done]).toEqual(['done', ['2026-03-03', '2026-03-02', '2026-03-01']])
    expect((await send('POST', `/api/tag-backfills/${body.id}/cancellation`)).status).toBe(409)
    const second = (await send('POST', '/api/tag-groups/profile/backfills', { from: '2026-03-04' })).body
    expect((await send('POST', `/api/tag-backfills/${second.id}/cancellation`)).body.status).toBe('cancelled')
    await run(second.id)
    expect(await tables()).not.toContain('past_20260304_tag_profile')
  })

  it('takes Mondays and firsts of months, and refuses days ahead and too many', async () => {
    const ask = async (body: object) => (await send('POST', '/api/tag-groups/value/backfills', body)).body
    expect((await ask({ from: '2026-09-01', to: '2026-09-30', every: 'week' })).days).toEqual([
      '2026-09-28',
      '2026-09-21',
      '2026-09-14',
      '2026-09-07',
    ])
    expect((await ask({ from: '2026-01-15', to: '2026-03-15', every: 'month' })).days).toEqual([
      '2026-03-01',
      '2026-02-01',
    ])
    expect((await ask({ from: '2026-11-01', to: '2026-11-02' })).detail).toContain('lies ahead')
    expect((await ask({ from: '2020-01-01', to: '2026-01-01' })).detail).toContain('more than 400 days')
    expect((await ask({ from: '2026-09-01', to: '2026-09-02', every: 'week' })).detail).toContain('no Monday')
    expect((await ask({ from: '2026-09-02', to: '2026-09-01' })).status).toBe(400)
  })

  it('leaves an audit row when it is asked for and cancelled, and when a day is deleted', async () => {
    const rows = await api.t.ctx.postgres
      .withTables<{ audit: { action: string } }>()
      .selectFrom('audit')
      .select('action')
      .where('action', 'like', 'tag_group.%')
      .distinct()
      .orderBy('action')
      .execute()
    expect(rows.map(({ action }) => action)).toEqual([
      'tag_group.backfill',
      'tag_group.cancel_backfill',
      'tag_group.delete_past_day',
      'tag_group.update',
    ])
  })

  it('leaves no tables of work that died, but younger ones alone', async () => {
    await api.t.ctx.clickhouse.command(
      'CREATE TABLE past_20200101_tag_value (customer UInt32) ENGINE = Memory',
    )
    await dropLeftoverTables(api.t.ctx)
    expect(await tables()).toContain('past_20200101_tag_value')
  })
})
