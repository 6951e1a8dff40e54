import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refreshTagsJob } from './refresh-tags-job.ts'
import { openTagApi, type TagApi } from './testing/tag-api.ts'

const name = { 'zh-CN': '甲', en: 'A' }

describe('the scheduled refresh', () => {
  let api: TagApi
  beforeAll(async () => {
    api = await openTagApi(100)
    const put = (key: string, schedule: string) =>
      api.send('PUT', `/api/tag-groups/${key}`, { name, schedule }, 1)
    await put('value', 'weekly')
    await put('profile', 'manual')
    await api.send('POST', '/api/tag-groups', { key: 'formulas', name, source: 'tag', schedule: 'manual' })
    await api.send('POST', '/api/tags', {
      key: 'per_login',
      group: 'formulas',
      name,
      definition: { kind: 'expression', type: 'number', expression: 'aum / logins_7d' },
    })
  })
  afterAll(() => api.close())
  /** What a run of the job at an instant refreshes, for which day. */
  async function refreshedAt(local: string): Promise<Record<string, string>> {
    api.t.clock.moveTo(new Date(`${local}+08:00`))
    const before = (await api.send('GET', '/api/tag-groups')).body.items
    await refreshTagsJob.run(
      api.t.ctx,
      {},
      { id: '1', signal: new AbortController().signal, progress: async () => {} },
    )
    const after = (await api.send('GET', '/api/tag-groups')).body.items
    return Object.fromEntries(
      after.flatMap((group: { key: string; asOf: string }, i: number) =>
        group.asOf === before[i].asOf ? [] : [[group.key, group.asOf]],
      ),
    )
  }

  it('refreshes what is due, once, and catches up after days without a process', async () => {
    // All were refreshed for Sunday, 2026-11-01.
    expect(await refreshedAt('2026-11-01T23:30:00')).toEqual({})
    expect(await refreshedAt('2026-11-02T00:30:00')).toEqual({})
    expect(await refreshedAt('2026-11-02T02:30:00')).toEqual({ activity: '2026-11-02', value: '2026-11-02' })
    expect(await refreshedAt('2026-11-02T03:30:00')).toEqual({})
    expect(await refreshedAt('2026-11-05T11:30:00')).toEqual({ activity: '2026-11-05' })
    expect(await refreshedAt('2026-11-12T11:30:00')).toEqual({ activity: '2026-11-12', value: '2026-11-12' })
  }, 120_000)

  it('says what is due, and who depends on whom', async () => {
    api.t.clock.moveTo(new Date('2026-11-13T12:00:00+08:00'))
    const value = (await api.send('GET', '/api/tag-groups/value')).body
    const activity = (await api.send('GET', '/api/tag-groups/activity')).body
    expect([value.dueFor, activity.dueFor]).toEqual([null, '2026-11-13'])
    expect([value.dependants, activity.dependants]).toEqual([['formulas'], ['formulas']])
  })
})
