import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { applyTagDefinitions } from './apply-tag-definitions.ts'
import { readTagGroup } from './list-tag-groups.ts'
import { readTag } from './list-tags.ts'
import { loadCatalogueTags } from './load-catalogue-tags.ts'
import { readTagDetail } from './read-tag-detail.ts'
import { refreshTagGroups } from './refresh-tag-groups.ts'
import { sampleTags } from './testing/sample-definitions.ts'
import { storeSampleBank } from './testing/sample-bank.ts'

describe('refreshing tag groups', () => {
  let t: TestContext

  beforeAll(async () => {
    t = await openTestContext()
    await storeSampleBank(t.ctx, 1000)
    await applyTagDefinitions(t.ctx, sampleTags)
  })
  afterAll(() => t.close())
  beforeEach(() => refreshTagGroups(t.ctx))

  async function tables(): Promise<string[]> {
    const rows = await t.ctx.clickhouse.query(
      `SELECT name FROM system.tables WHERE database = currentDatabase() AND NOT startsWith(name, 'words_') AND name != 'journey_tag_value' AND name LIKE '%tag\\_%' ORDER BY name`,
      {},
      z.object({ name: z.string() }),
    )
    return rows.map((row) => row.name)
  }
  async function sumOfAum(): Promise<number> {
    const [row] = await t.ctx.clickhouse.query(
      'SELECT sum(aum) AS aum FROM tag_value',
      {},
      z.object({ aum: z.coerce.number() }),
    )
    return row?.aum ?? 0
  }

  it('fills every customer’s row and reports coverage', async () => {
    const progress: number[] = []
    const results = await refreshTagGroups(t.ctx, { onProgress: (fraction) => void progress.push(fraction) })
    expect(results.map(({ group, asOf, customers, error }) => ({ group, asOf, customers, error }))).toEqual(
      ['profile', 'value', 'activity'].map((group) => ({
        group,
        asOf: '2026-11-01',
        customers: 1000,
        error: null,
      })),
    )
    expect(progress).toEqual([0, 1 / 3, 2 / 3, 1])
    expect((await readTag(t.ctx, 'age')).coverage).toBe(0.9)
    expect((await readTag(t.ctx, 'last_login')).coverage).toBe(0.25)
    expect(await sumOfAum()).toBe(50_050_000)
    expect(await tables()).toEqual(['tag_activity', 'tag_profile', 'tag_value'])
  })

  it('shows how values spread', async () => {
    expect((await readTagDetail(t.ctx, 'gender')).distribution).toEqual({
      kind: 'values',
      missing: 0,
      values: [
        { value: 'female', customers: 500 },
        { value: 'male', customers: 500 },
      ],
    })
    const aum = (await readTagDetail(t.ctx, 'aum')).distribution
    expect(aum?.kind === 'quantiles' && aum.quantiles.map(({ share }) => share)).toEqual([
      0, 0.05, 0.25, 0.5, 0.75, 0.95, 1,
    ])
    const seen = (await readTagDetail(t.ctx, 'last_login')).distribution
    expect(seen?.kind === 'quantiles' && [seen.missing, seen.quantiles[3]?.value]).toEqual([
      750,
      '2026-10-31',
    ])
  })

  it('computes for the day that is asked for', async () => {
    await refreshTagGroups(t.ctx, { asOf: '2025-12-31', groups: ['value'] })
    expect(await sumOfAum()).toBe(0)
    expect((await readTagGroup(t.ctx, 'value')).asOf).toBe('2025-12-31')
    expect((await readTagGroup(t.ctx, 'profile')).asOf).toBe('2026-11-01')
  })

  it('keeps the last good table of a group that fails and refreshes the others', async () => {
    await t.ctx.clickhouse.command('RENAME TABLE balance TO balance_away')
    const results = await refreshTagGroups(t.ctx)
    await t.ctx.clickhouse.command('RENAME TABLE balance_away TO balance')
    expect(results.map((result) => result.error === null)).toEqual([true, false, true])
    expect((await readTagGroup(t.ctx, 'value')).error).toContain('balance')
    expect(await sumOfAum()).toBe(50_050_000)
    await refreshTagGroups(t.ctx, { groups: ['value'] })
    expect((await readTagGroup(t.ctx, 'value')).error).toBeNull()
  })

  it('leaves the old table readable when it is cancelled, and cleans up the next time', async () => {
    const stop = new AbortController()
    stop.abort(new Error('stopped'))
    await expect(refreshTagGroups(t.ctx, { signal: stop.signal })).rejects.toThrow('stopped')
    // What a process that was killed between building and swapping leaves behind:
    await t.ctx.clickhouse.command(
      'CREATE TABLE next_tag_value (customer UInt32) ENGINE = MergeTree ORDER BY customer',
    )
    expect(await sumOfAum()).toBe(50_050_000)
    await refreshTagGroups(t.ctx)
    expect(await tables()).toEqual(['tag_activity', 'tag_profile', 'tag_value'])
  })

  it('lets readers see the old or the new table, never none, while groups are swapped', async () => {
    const done = new AbortController()
    const reading = (async () => {
      const seen = new Set<number>()
      while (!done.signal.aborted) seen.add(await sumOfAum())
      return seen
    })()
    for (let i = 0; i < 5; i += 1) await refreshTagGroups(t.ctx, { groups: ['value'] })
    done.abort()
    expect([...(await reading)]).toEqual([50_050_000])
  })

  it('refreshes a group once at a time', async () => {
    const results = await Promise.all([
      refreshTagGroups(t.ctx, { groups: ['value'] }),
      refreshTagGroups(t.ctx, { groups: ['value'] }),
    ])
    expect(results.flat().map((result) => result.error)).toEqual([null, null])
  })

  it('offers a new tag to rules only once it is computed', async () => {
    const wider = structuredClone(sampleTags)
    wider.groups[1]?.tags.push({
      key: 'aum_peak_90d',
      name: { 'zh-CN': '峰值', en: 'Peak' },
      unit: 'CNY',
      definition: { kind: 'balance_peak', days: 90 },
    })
    expect(await applyTagDefinitions(t.ctx, wider)).toMatchObject({ created: ['aum_peak_90d'], changed: [] })
    expect((await loadCatalogueTags(t.ctx)).get('aum_peak_90d')?.table).toBeNull()
    await refreshTagGroups(t.ctx, { groups: ['value'] })
    expect((await loadCatalogueTags(t.ctx)).get('aum_peak_90d')?.table).toBe('tag_value')
  })
})
