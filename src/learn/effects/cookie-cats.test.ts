import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { applyJourneyDefinitions } from '../../engage/journeys/index.ts'
import { journeyFile, takeSnapshot } from '../../engage/journeys/testing/journey-fixture.ts'
import { literal } from '../../platform/clickhouse/literal.ts'
import { readEffect, refreshEffect } from './index.ts'
import { effectPlan } from './plan-schema.ts'
import type { MetricResult } from './schema.ts'
import { savePlan } from './save-plan.ts'

const file = fileURLToPath(new URL('../../../../shared/data/cookie-cats/cookie_cats.csv.gz', import.meta.url))
const name = (en: string) => ({ 'zh-CN': en, en })

/** 90,189 players, of whom those who met the gate at level 30 are the holdout and those at level 40 are treated. */
describe.skipIf(!existsSync(file))(`Cookie Cats, loaded as events (needs ${file})`, () => {
  let t: TestContext
  const players = `file(${literal(file, 'String')}, 'CSVWithNames', 'userid UInt32, version String, sum_gamerounds UInt32, retention_1 Bool, retention_7 Bool')`
  const metric = async (key: string): Promise<MetricResult | undefined> =>
    (await readEffect(t.ctx, 'gate')).metrics.find((one) => one.key === key)

  beforeAll(async () => {
    t = await openTestContext()
    await takeSnapshot(t.ctx, 'everyone', 1, 1)
    await applyJourneyDefinitions(
      t.ctx,
      journeyFile(
        'gate',
        {
          keep_out: { type: 'holdout', percent: 50, next: 'hello' },
          hello: { type: 'message', channel: 'push', template: 'hello', next: 'done' },
          done: { type: 'exit' },
        },
        { next: 'keep_out', measure: { condition: { event: 'came_back_on_day_7' }, withinDays: 14 } },
      ),
    )
    const { id } = await t.ctx.postgres
      .withTables<{ journey: { id: number; key: string; committed_tick: number } }>()
      .updateTable('journey')
      .set({ committed_tick: 1 })
      .where('key', '=', 'gate')
      .returning('id')
      .executeTakeFirstOrThrow()
    const installed = `toDateTime64('2026-10-01 00:00:00', 3)`
    await t.ctx.clickhouse.command(`
      INSERT INTO journey_step (journey, version, tick, node, origin, customer, at, wake, passage, ended)
      SELECT ${id}, 1, 1, if(version = 'gate_30', '$holdout', 'hello'), 'keep_out', userid, ${installed}, ${installed}, 1, 1
      FROM ${players}`)
    await t.ctx.clickhouse.command(`
      INSERT INTO event (at, received, name, kind, customer, source, channel, properties)
      SELECT ${installed} + toIntervalDay(happening.2) AS at, at, happening.1, 'track', userid, 1, 'app',
             map('rounds', toString(sum_gamerounds))
      FROM ${players}
      ARRAY JOIN arrayFilter(happening -> happening.3,
        [('came_back_on_day_1', 1, retention_1), ('came_back_on_day_7', 7, retention_7), ('played', 2, sum_gamerounds > 0)]) AS happening`)
    await plan({})
  })
  afterAll(() => t.close())

  async function plan(more: { winsorise?: number }): Promise<void> {
    const { version } = await savePlanOnLatest(more)
    expect(version).toBeGreaterThan(0)
    await refreshEffect(t.ctx, 'gate')
  }
  let latest = 0
  async function savePlanOnLatest(more: { winsorise?: number }) {
    const saved = await savePlan(
      t.ctx,
      'gate',
      effectPlan.parse({
        ...more,
        plannedCustomers: 90_000,
        metrics: [
          { key: 'day_1', name: name('Day 1'), measure: { kind: 'share', event: 'came_back_on_day_1' } },
          {
            key: 'rounds',
            name: name('Rounds'),
            measure: { kind: 'sum', event: 'played', property: 'rounds' },
          },
          {
            key: 'day_7_of_day_1',
            name: name('Who came on day 7 of those who came on day 1'),
            measure: {
              kind: 'ratio',
              numerator: { event: 'came_back_on_day_7' },
              denominator: { event: 'came_back_on_day_1' },
            },
          },
        ],
      }),
      latest,
    )
    latest = saved.version
    return saved
  }

  it('day 7: −0.820 points, 95 % interval −1.328 to −0.312, z −3.164, p 0.00155', async () => {
    const found = await metric('conversion')
    const { treated, holdout } = await readEffect(t.ctx, 'gate')
    expect([holdout?.converted, holdout?.customers, treated.converted, treated.customers]).toEqual([
      8502, 44_700, 8279, 45_489,
    ])
    expect([found?.holdout, found?.treated].map((share) => (100 * (share ?? 0)).toFixed(3))).toEqual([
      '19.020',
      '18.200',
    ])
    const { difference = 0, low = 0, high = 0, statistic = 0, p = 1 } = found?.comparison ?? {}
    expect([difference, low, high].map((share) => (100 * share).toFixed(3))).toEqual([
      '-0.820',
      '-1.328',
      '-0.312',
    ])
    expect([statistic.toFixed(3), p.toFixed(5)]).toEqual(['-3.164', '0.00155'])
    expect(found?.relative?.lift).toBeCloseTo(-0.0431, 4)
  })

  it('day 1: z −1.784, p 0.0744, the interval on both sides of 0', async () => {
    const found = await metric('day_1')
    expect(found?.comparison?.statistic.toFixed(3)).toBe('-1.784')
    expect(found?.comparison?.p.toFixed(4)).toBe('0.0744')
    expect(100 * (found?.comparison?.difference ?? 0)).toBeCloseTo(-0.5905, 4)
    expect(100 * (found?.comparison?.low ?? 0)).toBeCloseTo(-1.239, 3)
    expect(100 * (found?.comparison?.high ?? 0)).toBeCloseTo(0.058, 3)
    // Three secondary metrics and AUM, which nobody has.
    expect(found?.correctedP).toBeGreaterThan(found?.comparison?.p ?? 1)
  })

  it('warns that the groups are not of the size that was meant: χ² 6.902, p 0.0086', async () => {
    const { sampleRatio } = await readEffect(t.ctx, 'gate')
    expect([sampleRatio?.chiSquare.toFixed(3), sampleRatio?.p.toFixed(4)]).toEqual(['6.902', '0.0086'])
    expect(sampleRatio?.suspicious).toBe(true)
  })

  it('looks safely at the whole: a wider interval, and more doubt, than the fixed one', async () => {
    const found = await metric('conversion')
    expect(found?.sequential?.customers).toBe(90_189)
    expect(found?.sequential?.low).toBeLessThan(found?.comparison?.low ?? 0)
    expect(found?.sequential?.p).toBeGreaterThan(found?.comparison?.p ?? 1)
  })

  it('gives the means and their t test as ClickHouse itself does, cut off at a quantile or not', async () => {
    for (const winsorise of [undefined, 0.99]) {
      await plan(winsorise === undefined ? {} : { winsorise })
      const value =
        winsorise === undefined
          ? 'toFloat64(sum_gamerounds)'
          : `least(toFloat64(sum_gamerounds), (SELECT quantileExactIf(0.99)(toFloat64(sum_gamerounds), sum_gamerounds != 0) FROM ${players}))`
      const [row] = await t.ctx.clickhouse.query(
        `SELECT avgIf(value, treated) - avgIf(value, NOT treated) AS difference, welchTTest(value, toUInt8(treated)) AS test
         FROM (SELECT ${value} AS value, version = 'gate_40' AS treated FROM ${players})`,
        {},
        z.object({
          difference: z.number(),
          test: z.array(z.number()).or(z.record(z.string(), z.number())),
        }),
      )
      const [statistic = 0, p = 0] = Object.values(row?.test ?? {})
      const found = await metric('rounds')
      expect(found?.comparison?.difference).toBeCloseTo(row?.difference ?? Number.NaN, 8)
      expect(Math.abs(found?.comparison?.statistic ?? 0)).toBeCloseTo(Math.abs(statistic), 6)
      expect(found?.comparison?.p).toBeCloseTo(p, 6)
    }
  })

  it('gives a ratio over the players with the variance of its linear form', async () => {
    const found = await metric('day_7_of_day_1')
    const [row] = await t.ctx.clickhouse.query(
      `WITH per_side AS (
         SELECT version, sum(retention_7) / sum(retention_1) AS ratio, avg(retention_1) AS visits, count() AS players
         FROM ${players} GROUP BY version)
       SELECT maxIf(rate, version = 'gate_40') AS treated,
              sum(variance / players / visits / visits) AS variance
       FROM (
         SELECT version, any(ratio) AS rate, any(players) AS players, any(visits) AS visits,
                varSamp(retention_7 - ratio * retention_1) AS variance
         FROM ${players} AS player INNER JOIN per_side USING version GROUP BY version)`,
      {},
      z.object({ treated: z.number(), variance: z.number() }),
    )
    expect(found?.treated).toBeCloseTo(row?.treated ?? Number.NaN, 10)
    const half = ((found?.comparison?.high ?? 0) - (found?.comparison?.low ?? 0)) / 2
    expect(half / 1.959963984540054).toBeCloseTo(Math.sqrt(row?.variance ?? Number.NaN), 8)
  })
})
