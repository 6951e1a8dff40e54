import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { AppError } from '../../platform/errors.ts'
import { applyTagDefinitions } from './apply-tag-definitions.ts'
import { buildPastGroups } from './build-past-groups.ts'
import { readTag } from './list-tags.ts'
import { readTagDetail } from './read-tag-detail.ts'
import { refreshTagGroups } from './refresh-tag-groups.ts'
import { storeSampleBank } from './testing/sample-bank.ts'
import { sampleTags } from './testing/sample-definitions.ts'

const name = { 'zh-CN': '甲', en: 'A' }
const tag = (key: string, definition: Record<string, unknown>, more = {}) => ({
  key,
  name,
  definition,
  ...more,
})
const group = (key: string, source: string, ...tags: readonly unknown[]) => ({ key, name, source, tags })

describe('tags that are computed from tags', () => {
  let t: TestContext
  beforeAll(async () => {
    t = await openTestContext()
    await storeSampleBank(t.ctx, 1000)
    await t.ctx.postgres
      .withTables<{ organisation: { code: string; parent: string | null; name: string; level: string } }>()
      .insertInto('organisation')
      .values([
        { code: 'head', parent: null, name: 'Head office', level: 'head_office' },
        { code: 'b1', parent: 'head', name: 'Branch', level: 'branch' },
        { code: 'b1a', parent: 'b1', name: 'Sub-branch', level: 'sub_branch' },
      ])
      .execute()
    await t.ctx.clickhouse.command(
      `INSERT INTO customer SELECT * REPLACE (if(customer <= 10, 'b1a', 'b2') AS branch, now64(3) AS updated) FROM customer FINAL`,
    )
    await applyTagDefinitions(t.ctx, sampleTags)
  })
  afterAll(() => t.close())

  async function valuesOf(table: string, column: string, customers: readonly number[]): Promise<unknown[]> {
    const rows = await t.ctx.clickhouse.query(
      `SELECT ${column} AS value FROM ${table} WHERE customer IN {customers:Array(UInt32)} ORDER BY customer`,
      { customers },
      z.object({ value: z.unknown() }),
    )
    return rows.map((row) => row.value)
  }
  async function problem(...groups: readonly unknown[]): Promise<string> {
    const error = await applyTagDefinitions(t.ctx, { groups }).catch((thrown: unknown) => thrown)
    return error instanceof AppError ? error.message : 'none'
  }

  it('refresh after the groups that they read, whatever the order of creation', async () => {
    await applyTagDefinitions(t.ctx, {
      groups: [
        group(
          'second',
          'tag',
          tag('richest', { kind: 'expression', type: 'boolean', expression: 'tenth = 10' }),
        ),
        group(
          'first',
          'tag',
          tag('tenth', { kind: 'quantile', tag: 'aum', buckets: 10 }),
          tag('rfm', { kind: 'rfm', recency: 'age', frequency: 'logins_7d', monetary: 'aum', as: 'code' }),
          tag('rising', {
            kind: 'expression',
            type: 'string',
            expression:
              "case when aum >= 50000 and gender in ('male') then 'man' when aum < 0 then 'none' else 'other' end",
          }),
          tag('per_login', { kind: 'expression', type: 'number', expression: 'aum / logins_7d' }),
        ),
      ],
    })
    const results = await refreshTagGroups(t.ctx)
    expect(results.map(({ group: key, error }) => [key, error])).toEqual(
      ['profile', 'value', 'activity', 'first', 'second'].map((key) => [key, null]),
    )
    expect(await valuesOf('tag_first', 'tenth', [1, 100, 101, 1000])).toEqual([1, 1, 2, 10])
    expect(await valuesOf('tag_second', 'richest', [1, 1000])).toEqual([false, true])
    expect(await valuesOf('tag_first', 'rising', [499, 500, 501, 600])).toEqual([
      'other',
      'man',
      'other',
      'man',
    ])
    expect(await valuesOf('tag_first', 'per_login', [1, 2])).toEqual([100, null])
    expect((await readTagDetail(t.ctx, 'aum')).readBy).toEqual(['per_login', 'rfm', 'rising', 'tenth'])
  })

  it('are refused when they read what is not there, does not fit, or reads them', async () => {
    const expression = (text: string, type = 'number') => ({ kind: 'expression', type, expression: text })
    expect(await problem(group('x', 'tag', tag('x1', expression('nothing + 1'))))).toContain(
      'no tag "nothing"',
    )
    expect(await problem(group('x', 'tag', tag('x1', expression('gender + 1'))))).toContain('needs a number')
    expect(await problem(group('x', 'tag', tag('x1', expression('aum > 1'))))).toContain('yields boolean')
    expect(await problem(group('x', 'tag', tag('x1', expression('aum +'))))).toContain('needs a value')
    expect(
      await problem(
        group('x', 'tag', tag('x1', expression('y1'))),
        group('y', 'tag', tag('y1', expression('x1'))),
      ),
    ).toContain('circle')
    expect(
      await problem(group('x', 'tag', tag('x1', expression('x2')), tag('x2', expression('aum')))),
    ).toContain('its own group')
    expect(
      await problem(group('x', 'customer', tag('x1', { kind: 'age' }, { organisation: 'mars' }))),
    ).toContain('no organisation "mars"')
  })

  it('of a branch have values for its customers only', async () => {
    await applyTagDefinitions(t.ctx, {
      groups: [group('branch', 'event', tag('our_logins', { kind: 'event_count' }, { organisation: 'b1' }))],
    })
    await refreshTagGroups(t.ctx, { groups: ['branch'] })
    expect(await valuesOf('tag_branch', 'our_logins', [1, 2, 10, 13])).toEqual([1, 0, 0, null])
    expect((await readTag(t.ctx, 'our_logins')).coverage).toBe(0.01)
  })

  it('by query read granted tables only and do not hold back the others', async () => {
    const query = (text: string) => ({ kind: 'sql', type: 'number', query: text })
    await applyTagDefinitions(t.ctx, {
      groups: [
        group(
          'analysts',
          'sql',
          tag('accounts', query('SELECT customer, count() AS value FROM balance GROUP BY customer')),
          tag('spying', query('SELECT customer, value FROM contact_point')),
          tag('failing', query("SELECT customer, toFloat64('x' || toString(amount)) AS value FROM balance")),
        ),
      ],
    })
    const [result] = await refreshTagGroups(t.ctx, { groups: ['analysts'] })
    expect(result).toMatchObject({ error: null, stale: { spying: expect.stringContaining('contact_point') } })
    expect(Object.keys(result?.stale ?? {}).toSorted()).toEqual(['failing', 'spying'])
    expect(await valuesOf('tag_analysts', 'accounts', [1, 1000])).toEqual([1, 1])
    expect((await readTag(t.ctx, 'spying')).coverage).toBeNull()
  })

  it('keep the last good value of a tag that fails and say so', async () => {
    const accounts = (text: string) => ({
      groups: [group('analysts', 'sql', tag('accounts', { kind: 'sql', type: 'number', query: text }))],
    })
    await applyTagDefinitions(
      t.ctx,
      accounts('SELECT customer, toFloat64(concat(class, class)) AS value FROM balance'),
    )
    await applyTagDefinitions(t.ctx, {
      groups: [
        group(
          'analysts',
          'sql',
          tag('good', { kind: 'sql', type: 'number', query: 'SELECT customer, 7 AS value FROM customer' }),
        ),
      ],
    })
    await refreshTagGroups(t.ctx, { groups: ['analysts'] })
    expect(await valuesOf('tag_analysts', 'accounts', [1])).toEqual([1])
    expect(await valuesOf('tag_analysts', 'good', [1])).toEqual([7])
    expect(await readTag(t.ctx, 'accounts')).toMatchObject({
      stale: true,
      error: expect.stringMatching(/parse/i),
    })
    expect(await readTag(t.ctx, 'good')).toMatchObject({ stale: false, error: null })
  })

  it('can be computed for a past day without touching the current values', async () => {
    const tables = await buildPastGroups(t.ctx, ['first'], '2025-12-31')
    expect(await valuesOf(tables('value'), 'aum', [1000])).toEqual(['0'])
    expect(await valuesOf(tables('first'), 'rising', [1000])).toEqual(['other'])
    expect(await valuesOf('tag_value', 'aum', [1000])).toEqual(['100000'])
  })

  it('show their trend and drift', async () => {
    await refreshTagGroups(t.ctx, { groups: ['value'], asOf: '2025-12-31' })
    await refreshTagGroups(t.ctx, { groups: ['value'], asOf: '2026-10-31' })
    await refreshTagGroups(t.ctx, { groups: ['value'] })
    const { trend } = await readTagDetail(t.ctx, 'aum')
    expect(trend.map(({ asOf, average }) => [asOf, average])).toEqual([
      ['2025-12-31', 0],
      ['2026-10-31', 50_050],
      ['2026-11-01', 50_050],
    ])
    expect(trend[0]?.drift).toBeNull()
    expect(trend[1]?.drift).toBeGreaterThan(0.25)
    expect(trend[2]?.drift).toBe(0)
  })

  it('can be learned from a past outcome', async () => {
    await applyTagDefinitions(t.ctx, {
      groups: [
        group(
          'outcome',
          'tag',
          tag('grown', {
            kind: 'expression',
            type: 'boolean',
            expression: "aum > 60000 or gender = 'female' and aum > 30000",
          }),
        ),
        group(
          'models',
          'tag',
          tag('score', { kind: 'model_score', features: ['aum', 'gender', 'age'], outcome: 'grown' }),
        ),
      ],
    })
    const [, models] = await refreshTagGroups(t.ctx, { groups: ['outcome', 'models'] })
    expect(models).toMatchObject({ error: null, stale: {} })
    const { model, distribution } = await readTagDetail(t.ctx, 'score')
    expect(model?.auc).toBeGreaterThan(0.95)
    expect((model?.trainedOn ?? 0) + (model?.heldOut ?? 0)).toBe(1000)
    expect(distribution?.kind).toBe('quantiles')
    const [low = 0, high = 0] = (await valuesOf('tag_models', 'score', [1, 999])).map(Number)
    expect(low).toBeLessThan(0.1)
    expect(high).toBeGreaterThan(0.9)
  })
})
