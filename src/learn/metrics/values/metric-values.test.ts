import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type LoadedBank, openLoadedBank } from '../../../../demo/testing/loaded-bank.ts'
import { applySegmentDefinitions, snapshotSegment } from '../../../understand/segments/index.ts'
import { breakDown } from '../break-down.ts'
import { explainByDimension } from '../explain-by-dimension.ts'
import { explainMetric } from '../explain-metric.ts'
import { addMetricsFromLibrary } from '../library/add-from-library.ts'
import { readMetricLibrary } from '../library/read-library.ts'
import { listMetrics, metricListQuery } from '../list-metrics.ts'
import { loadResolved } from '../load-definitions.ts'
import { fingerprintOf } from '../resolve-formula.ts'
import { createMetric, updateMetric } from '../save-metric.ts'
import { metricChange, metricView, newMetric } from '../schema.ts'
import { fillValues } from './fill-values.ts'
import { readValues } from './read-values.ts'

let loaded: LoadedBank
beforeAll(async () => {
  loaded = await openLoadedBank()
  await addMetricsFromLibrary(loaded.ctx)
}, 120_000)
afterAll(() => loaded.close())

const number = z.coerce.number()
const shanghai = `toDate(at, 'Asia/Shanghai')`
const range = { from: '2026-10-12', to: '2026-10-25' }
const valueOf = async (key: string, day: string, organisation = ''): Promise<number | null | undefined> => {
  const formula = fingerprintOf(await loadResolved(loaded.ctx, key))
  const rows = await readValues(loaded.ctx.clickhouse, {
    metric: key,
    formula,
    organisations: [organisation],
    from: day,
    to: day,
  })
  return rows[0]?.value
}
const asked = async (sql: string): Promise<number> =>
  (await loaded.one(`SELECT (SELECT ${sql}) AS n`, { n: number })).n
const below07 = `customer IN (SELECT customer FROM customer FINAL WHERE startsWith(branch, '07'))`

describe('stored values of metrics', () => {
  it('are there for every ready metric, every day and every organisation', async () => {
    const { days, failed } = await fillValues(loaded.ctx, range)
    expect(failed).toEqual({})
    const metrics = readMetricLibrary().length
    expect(days).toBe(metrics * 14)
    const organisations = await asked(`uniqExact(organisation) FROM metric_value`)
    expect(organisations).toBe(1 + 1 + 12 + 60)
    expect(await asked(`count() FROM metric_value`)).toBe(metrics * 14 * organisations)
  })

  it('agree with the question asked directly, day by day', async () => {
    for (const day of ['2026-10-12', '2026-10-18', '2026-10-25']) {
      expect(await valueOf('mau', day)).toBe(
        await asked(
          `uniqExact(customer) FROM event WHERE name = 'login' AND ${shanghai} BETWEEN toDate('${day}') - 29 AND toDate('${day}')`,
        ),
      )
      expect(await valueOf('dau', day, '0700')).toBe(
        await asked(
          `uniqExact(customer) FROM event WHERE name = 'login' AND ${shanghai} = '${day}' AND ${below07}`,
        ),
      )
      expect(await valueOf('transfer_amount', day)).toBeCloseTo(
        await asked(
          `sum(toFloat64(properties['amount'])) FROM event WHERE name = 'transfer_success' AND ${shanghai} = '${day}'`,
        ),
        4,
      )
      const open = `\`from\` <= '${day}' AND \`to\` > '${day}'`
      expect(await valueOf('loan_balance', day, '0700')).toBe(
        await asked(
          `toFloat64(sum(amount)) FROM balance FINAL WHERE class = 'loan' AND ${open} AND ${below07}`,
        ),
      )
      expect(await valueOf('customers_with_assets', day)).toBe(
        await asked(
          `uniqExact(customer) FROM balance FINAL WHERE class != 'loan' AND amount > 0 AND ${open}`,
        ),
      )
      expect(await valueOf('customers', day)).toBe(
        await asked(`count() FROM customer FINAL WHERE opened <= '${day}'`),
      )
      const first = `(SELECT customer, channel, min(at) AS first FROM consent WHERE purpose = 'marketing' GROUP BY ALL)`
      expect(await valueOf('opt_outs', day)).toBe(
        await asked(
          `uniqExact(customer) FROM (
             SELECT customer, at FROM suppression_history WHERE reason = 'opted_out' AND active = 1
             UNION ALL
             SELECT customer, at FROM consent LEFT JOIN ${first} AS asked USING (customer, channel)
             WHERE purpose = 'marketing' AND granted = 0 AND at > first
           ) WHERE ${shanghai} BETWEEN toDate('${day}') - 29 AND toDate('${day}')`,
        ),
      )
      expect(await valueOf('new_customers', day)).toBe(
        await asked(`count() FROM customer FINAL WHERE opened = '${day}'`),
      )
    }
  })

  it('average balances over the days before, and divide', async () => {
    const daily = await asked(
      `sum(toFloat64(amount) * greatest(0, least(toInt32(\`to\`), toInt32(toDate32('2026-10-21')))
                                          - greatest(toInt32(\`from\`), toInt32(toDate32('2026-09-21'))))) / 30
       FROM balance FINAL WHERE class != 'loan'`,
    )
    expect(await valueOf('aum_monthly_average', '2026-10-20')).toBeCloseTo(daily, 2)
    const [aum, people] = [
      await valueOf('aum', '2026-10-20'),
      await valueOf('customers_with_assets', '2026-10-20'),
    ]
    expect(await valueOf('aum_per_customer', '2026-10-20')).toBeCloseTo((aum ?? 0) / (people ?? 0), 6)
  })

  it('of sub-branches add up to their branch, and branches to the bank', async () => {
    const { apart } = await loaded.one(
      `SELECT max(abs(bank - branches)) AS apart FROM (
         SELECT day, sumIf(value, organisation = '') AS bank,
                sumIf(value, match(organisation, '^[0-9]{2}00$') AND organisation != '0000') AS branches
         FROM metric_value FINAL WHERE metric IN ('mau', 'customers') GROUP BY metric, day)`,
      { apart: number },
    )
    expect(apart).toBe(0)
  })

  it('are not computed again, but for days that are asked for anew', async () => {
    expect((await fillValues(loaded.ctx, range)).days).toBe(0)
    const again = await fillValues(loaded.ctx, { ...range, keys: ['mau'], anewFrom: '2026-10-24' })
    expect(again).toEqual({ days: 2, failed: {} })
  })

  it('of an earlier definition are not read; neither are those of what is made of it', async () => {
    const read = async () =>
      (await listMetrics(loaded.ctx, metricListQuery.parse({ search: 'fund', limit: 200 }))).items
    const listed = await read()
    expect(listed.map((one) => metricView.parse(one))).toEqual(listed)
    const metric = listed.find(({ key }) => key === 'fund_buyers')
    if (!metric) throw new Error('there is no metric fund_buyers')
    const { version } = metric
    expect(metric.latest).toMatchObject({ day: '2026-10-25' })
    const ready = readMetricLibrary().find(({ key }) => key === 'fund_buyers')
    const { key: _key, ...definition } = { key: '', ...ready }
    const changed = {
      ...definition,
      formula: { kind: 'measure', of: 'users', events: ['fund_purchase_confirm'] },
    }
    await updateMetric(loaded.ctx, 'fund_buyers', version, metricChange.parse(changed))
    const after = new Map((await read()).map((one) => [one.key, one.latest]))
    expect(after.get('fund_buyers')).toBeNull()
    expect(after.get('fund_conversion')).toBeNull()
    expect(after.get('fund_visitors')).toMatchObject({ day: '2026-10-25' })
  })

  it('count only who qualifies', async () => {
    const condition = { attribute: 'gender', op: 'eq', value: 'female' }
    await createMetric(
      loaded.ctx,
      newMetric.parse({
        key: 'aum_of_women',
        name: { 'zh-CN': '女性客户AUM', en: 'AUM of women' },
        grain: 'account',
        unit: 'money',
        direction: 'up',
        condition,
        formula: { kind: 'balance', of: 'sum' },
      }),
    )
    await fillValues(loaded.ctx, { ...range, keys: ['aum_of_women'] })
    expect(await valueOf('aum_of_women', '2026-10-25')).toBe(
      await asked(
        `toFloat64(sum(amount)) FROM balance FINAL WHERE class != 'loan' AND \`from\` <= '2026-10-25' AND \`to\` > '2026-10-25'
         AND customer IN (SELECT customer FROM customer FINAL WHERE gender = 'female')`,
      ),
    )
  })
})

describe('why a metric changed', () => {
  const quarter = { from: '2026-08-05', to: '2026-10-31', organisation: '' }
  beforeAll(async () => {
    const keys = ['aum', 'customers_with_assets', 'holdings', 'products_per_customer', 'balance_per_product']
    await applySegmentDefinitions(loaded.ctx, {
      segments: [
        {
          key: 'women',
          name: { 'zh-CN': '女性', en: 'Women' },
          rule: { attribute: 'gender', op: 'eq', value: 'female' },
        },
      ],
    })
    await snapshotSegment(loaded.ctx, 'women')
    for (const day of [quarter.from, quarter.to]) await fillValues(loaded.ctx, { from: day, to: day, keys })
  })

  it('is told by factors and by organisations, both summing to the change', async () => {
    const { before, after, tree, rest, organisations } = await explainMetric(loaded.ctx, 'aum', quarter)
    const change = (after ?? 0) - (before ?? 0)
    const sum = (parts: readonly { contribution: number | null }[]): number =>
      parts.reduce((total, { contribution }) => total + (contribution ?? 0), 0)
    expect(tree.map(({ key }) => key)).toEqual([
      'aum',
      'customers_with_assets',
      'products_per_customer',
      'holdings',
      'customers_with_assets',
      'balance_per_product',
    ])
    expect(sum(tree.filter(({ depth }) => depth === 1))).toBeCloseTo(change, 2)
    expect(Math.abs(rest)).toBeLessThan(0.01)
    expect(organisations.length).toBe(12)
    expect(sum(organisations)).toBeCloseTo(change, 2)
  })

  it('finds the branch that is losing its customers’ money, and its sub-branches below', async () => {
    const { organisations } = await explainMetric(loaded.ctx, 'aum', quarter)
    const relative = organisations.map(({ key, before, after }) => ({
      key,
      change: (after ?? 0) / (before ?? 1) - 1,
    }))
    const worst = relative.toSorted((a, b) => a.change - b.change)[0]
    expect(worst?.key).toBe('0700')
    expect(worst?.change).toBeLessThan(-0.1)
    const below = await explainMetric(loaded.ctx, 'aum', { ...quarter, organisation: '0700' })
    expect(below.organisations.length).toBe(5)
    expect(below.organisations.reduce((total, one) => total + (one.contribution ?? 0), 0)).toBeCloseTo(
      (below.after ?? 0) - (below.before ?? 0),
      2,
    )
  })

  it('of a ratio is told by each organisation’s own rate and its share', async () => {
    const { before, after, organisations } = await explainMetric(loaded.ctx, 'products_per_customer', quarter)
    const total = organisations.reduce((sum, { rate, mix }) => sum + (rate ?? 0) + (mix ?? 0), 0)
    expect(total).toBeCloseTo((after ?? 0) - (before ?? 0), 8)
  })

  it.each([
    ['aum', { by: 'class' as const }],
    ['products_per_customer', { by: 'segment' as const, segment: 'women' }],
  ])('of %s is told by the elements of a dimension, which sum to it', async (key, dimension) => {
    const { elements } = await explainByDimension(loaded.ctx, key, { ...quarter, ...dimension })
    const [before, after] = [await valueOf(key, quarter.from), await valueOf(key, quarter.to)]
    const sum = elements.reduce((total, { contribution }) => total + (contribution ?? 0), 0)
    expect(elements.length).toBeGreaterThan(1)
    expect(sum).not.toBe(0)
    expect(sum).toBeCloseTo((after ?? 0) - (before ?? 0), 2)
  })

  it('is broken down by product class and tag with the same total', async () => {
    const twoDays = { from: '2026-10-30', to: '2026-10-31', organisation: '0700' }
    const { elements } = await breakDown(loaded.ctx, 'aum', { ...twoDays, by: 'class' })
    expect(elements.map(({ element }) => element).toSorted()).toEqual([
      'current',
      'fund',
      'insurance',
      'time_deposit',
      'wealth',
    ])
    const total = elements.reduce((sum, { points }) => sum + (points.at(-1)?.value ?? 0), 0)
    expect(total).toBeCloseTo((await valueOf('aum', '2026-10-31', '0700')) ?? 0, 2)
    const bySegment = await breakDown(loaded.ctx, 'aum', { ...twoDays, by: 'segment', segment: 'women' })
    expect(bySegment.elements.map(({ element }) => element).toSorted()).toEqual(['in', 'out'])
    const both = bySegment.elements.reduce((sum, { points }) => sum + (points.at(-1)?.value ?? 0), 0)
    expect(both).toBeCloseTo(total, 2)
    const places = await breakDown(loaded.ctx, 'aum', {
      ...quarter,
      organisation: '0700',
      by: 'organisation',
    })
    expect(places.elements.map(({ element }) => element).toSorted()).toEqual([
      '0701',
      '0702',
      '0703',
      '0704',
      '0705',
    ])
    const lastDay = places.elements.map(({ points }) => points.at(-1))
    expect(lastDay.every((point) => point?.day === quarter.to)).toBe(true)
    expect(lastDay.reduce((sum, point) => sum + (point?.value ?? 0), 0)).toBeCloseTo(total, 2)
    const unknown = breakDown(loaded.ctx, 'aum', { ...twoDays, by: 'segment', segment: 'nobody' })
    await expect(unknown).rejects.toThrow('There is no segment "nobody"')
    await expect(breakDown(loaded.ctx, 'dau', { ...twoDays, by: 'class' })).rejects.toThrow('Only balances')
  })
})
