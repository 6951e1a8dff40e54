import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { advanceJourney, applyJourneyDefinitions, tickJourneys } from '../../engage/journeys/index.ts'
import { journeyFile, takeSnapshot } from '../../engage/journeys/testing/journey-fixture.ts'
import { applyTagDefinitions, refreshTagGroups } from '../../understand/tags/index.ts'
import { defineMetric } from '../metrics/testing/metric-fixture.ts'
import { attributeTouches } from './attribute-touches.ts'
import { effectPlan } from './plan-schema.ts'
import { readSegmentEffects, readUplift } from './read-slices.ts'
import { readSplitEffects } from './read-splits.ts'
import { readPlan, savePlan } from './save-plan.ts'
import { listEffects, readEffect, refreshEffect, refreshEffects } from './index.ts'

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
})
afterAll(() => t.close())

const day = 86_400_000
const held = (key: string): string =>
  `sipHash64(toUInt32(customer), '${key}', 'holdout:keep_out') % 10000 < 2000`
const one = async (sql: string): Promise<number> => {
  const [row] = await t.ctx.clickhouse.query(sql, {}, z.object({ n: z.coerce.number() }))
  return row?.n ?? -1
}

describe('the effect of a journey', () => {
  beforeAll(async () => {
    await takeSnapshot(t.ctx, 'everyone', 1, 10_000)
    await applyJourneyDefinitions(
      t.ctx,
      journeyFile(
        'saving',
        {
          keep_out: { type: 'holdout', percent: 20, next: 'hello' },
          hello: { type: 'message', channel: 'push', template: 'hello', next: 'saved' },
          saved: { type: 'goal', condition: { event: 'deposit_opened' }, withinDays: 10, next: 'done' },
          done: { type: 'exit' },
        },
        { next: 'keep_out', policy: { consent: 'opt_out', caps: [{ limit: 1, days: 1 }], quietHours: null } },
      ),
    )
    // Customers 1…100 were contacted by someone else today already.
    await t.ctx.clickhouse.command(`
      INSERT INTO touch (customer, at, touch, journey, tick, channel, outcome)
      SELECT number, toDateTime64('2026-11-01 00:00:00', 3), generateUUIDv4(), 0, 0, 'sms', 'queued' FROM numbers(1, 100)`)
    await tickJourneys(t.ctx)
    // Of each ten customers one converts anyway; of the treated another one does because of the journey.
    // One converts too early and one too late.
    await t.ctx.clickhouse.command(`
      INSERT INTO event (at, received, name, kind, customer, source, channel)
      SELECT multiIf(customer % 10 = 8, toDateTime64('2026-10-31 00:00:00', 3),
                     customer % 10 = 7, toDateTime64('2026-11-12 00:00:00', 3),
                     toDateTime64('2026-11-05 00:00:00', 3)) AS at,
             at, 'deposit_opened', 'track', customer, 1, 'app'
      FROM (SELECT toUInt32(number) AS customer FROM numbers(1, 10000))
      WHERE customer % 10 IN (0, 7, 8) OR (customer % 10 = 1 AND NOT (${held('saving')}))`)
    // Everyone has 1,000.00. Converted treated customers bring 500.00 more; a loan never counts.
    await t.ctx.clickhouse.command(`
      INSERT INTO balance (customer, holding, product, class, from, to, amount, updated)
      SELECT customer, 'a', 'p', 'current', toDate32('2026-01-01'),
             if(moves, toDate32('2026-11-05'), toDate32('2299-12-31')), 1000, now64(3)
      FROM (SELECT toUInt32(number) AS customer, customer % 10 = 1 AND NOT (${held('saving')}) AS moves FROM numbers(1, 10000))
      UNION ALL
      SELECT customer, 'a', 'p', 'current', toDate32('2026-11-05'), toDate32('2299-12-31'), 1500, now64(3)
      FROM (SELECT toUInt32(number) AS customer FROM numbers(1, 10000))
      WHERE customer % 10 = 1 AND NOT (${held('saving')})
      UNION ALL
      SELECT toUInt32(number), 'l', 'p', 'loan', toDate32('2026-11-03'), toDate32('2299-12-31'), -9000, now64(3)
      FROM numbers(1, 10000)`)
    t.clock.advance(11 * day)
    await tickJourneys(t.ctx)
  })

  it('counts everyone assigned, contacted or not, and what they did within the window on both sides', async () => {
    const report = await refreshEffect(t.ctx, 'saving')
    const people = `(SELECT toUInt32(number) AS customer FROM numbers(1, 10000))`
    const heldOut = await one(`SELECT countIf(${held('saving')}) AS n FROM ${people}`)
    const capped = await one(
      `SELECT countIf(NOT (${held('saving')}) AND customer <= 100) AS n FROM ${people}`,
    )
    expect(report.holdout).toMatchObject({
      customers: heldOut,
      contacted: 0,
      delivered: 0,
      converted: await one(`SELECT countIf(${held('saving')} AND customer % 10 = 0) AS n FROM ${people}`),
      aumChange: 0,
    })
    expect(report.treated).toMatchObject({
      customers: 10_000 - heldOut,
      contacted: 10_000 - heldOut - capped,
      converted: await one(
        `SELECT countIf(NOT (${held('saving')}) AND customer % 10 IN (0, 1)) AS n FROM ${people}`,
      ),
    })
    expect(report.treated.delivered).toBeGreaterThan(report.treated.contacted * 0.95)
    expect(report.treated.opened).toBeGreaterThan(report.treated.clicked)
    expect(report.complete).toBe(true)
  })

  it('finds the planted uplift inside its interval, in conversions and in money', async () => {
    const report = await readEffect(t.ctx, 'saving')
    expect(report.conversion?.low).toBeLessThan(0.1)
    expect(report.conversion?.high).toBeGreaterThan(0.1)
    expect(report.conversion?.p).toBeLessThan(1e-6)
    expect(report.aum?.low).toBeLessThan(50)
    expect(report.aum?.high).toBeGreaterThan(50)
    expect(report.incremental?.aum).toBeCloseTo((report.aum?.difference ?? 0) * report.treated.customers, 6)
    expect(report.sampleRatio).toMatchObject({ expectedHoldoutShare: 0.2, suspicious: false })
  })

  it('agrees with ClickHouse’s own tests', async () => {
    const report = await readEffect(t.ctx, 'saving')
    const [row] = await t.ctx.clickhouse.query(
      `SELECT proportionsZTest({a:UInt64}, {b:UInt64}, {n:UInt64}, {m:UInt64}, 0.95, 'unpooled') AS test`,
      {
        a: report.treated.converted,
        b: report.holdout?.converted,
        n: report.treated.customers,
        m: report.holdout?.customers,
      },
      z.object({ test: z.array(z.number()).or(z.record(z.string(), z.number())) }),
    )
    const [, , low, high] = Object.values(row?.test ?? {})
    expect(report.conversion?.low).toBeCloseTo(low ?? Number.NaN, 6)
    expect(report.conversion?.high).toBeCloseTo(high ?? Number.NaN, 6)
  })

  it('lists the latest reports, and says so when nobody was held out or nobody has come yet', async () => {
    await applyJourneyDefinitions(
      t.ctx,
      journeyFile(
        'open_to_all',
        {
          hello: { type: 'message', channel: 'push', template: 'hello', next: 'done' },
          done: { type: 'exit' },
        },
        { next: 'hello' },
      ),
    )
    expect(await readEffect(t.ctx, 'open_to_all')).toMatchObject({ treated: { customers: 0 }, holdout: null })
    await advanceJourney(t.ctx, 'open_to_all')
    await refreshEffects(t.ctx)
    const { items, next } = await listEffects(t.ctx, { limit: 10 })
    expect(next).toBeNull()
    expect(items.map((item) => item.journey)).toEqual(['saving', 'open_to_all'])
    expect(items[1]).toMatchObject({
      treated: { customers: 10_000, contacted: 10_000 },
      holdout: null,
      conversion: null,
      sampleRatio: null,
      complete: false,
    })
  })
})

describe('the plan of an effect', () => {
  const name = (en: string) => ({ 'zh-CN': en, en })
  const metric = async (key: string) =>
    (await readEffect(t.ctx, 'saving')).metrics.find((result) => result.key === key)
  const planned = {
    plannedCustomers: 10_000,
    money: { conversionValueFen: 10_000, aumMarginBasisPoints: 365, fixedCostFen: 500_000 },
    metrics: [
      {
        key: 'refusals',
        name: name('Refusals'),
        role: 'guardrail',
        direction: 'decrease',
        margin: 0.01,
        measure: { kind: 'opt_out' },
      },
      { key: 'deposits', name: name('Deposits'), measure: { kind: 'count', event: 'deposit_opened' } },
      {
        key: 'worth',
        name: name('Worth'),
        measure: {
          kind: 'ratio',
          numerator: { event: 'deposit_opened', property: 'amount' },
          denominator: { event: 'deposit_opened' },
        },
      },
    ],
  }

  beforeAll(async () => {
    // One in fifty of the treated takes back a consent because of the journey; of the others some refuse when they are
    // first asked, which takes nothing back.
    await t.ctx.clickhouse.command(`
      INSERT INTO consent (customer, purpose, channel, granted, wording, evidence, at)
      SELECT customer, 'marketing', 'push', said.1, '1', 'app', toDateTime64(said.2, 3)
      FROM (SELECT toUInt32(number) AS customer FROM numbers(1, 10000))
      ARRAY JOIN [(1, '2026-06-01 00:00:00'), (0, '2026-11-03 00:00:00')] AS said
      WHERE customer % 50 = 3 AND (NOT (${held('saving')}) OR said.1 = 0)`)
    await savePlan(t.ctx, 'saving', effectPlan.parse(planned), 0)
  })

  it('is kept in versions, by whoever saw the latest, and refused with where it is wrong', async () => {
    expect(await readPlan(t.ctx, 'saving')).toMatchObject({ version: 1, plan: { plannedCustomers: 10_000 } })
    await expect(savePlan(t.ctx, 'saving', effectPlan.parse({}), 0)).rejects.toMatchObject({
      code: 'precondition_failed',
    })
    await expect(savePlan(t.ctx, 'nothing', effectPlan.parse({}), 0)).rejects.toMatchObject({
      code: 'not_found',
    })
    const problems = (plan: unknown) =>
      effectPlan.safeParse(plan).error?.issues.map((issue) => issue.path.join('/'))
    expect(problems({ primary: 'nothing' })).toEqual(['primary'])
    expect(problems({ metrics: [{ ...planned.metrics[1], key: 'aum' }] })).toEqual(['metrics/0/key'])
  })

  it('judges the metrics: the primary first, the secondary corrected, the guardrail by its margin', async () => {
    const { metrics } = await readEffect(t.ctx, 'saving')
    expect(metrics.map(({ key, role }) => [key, role])).toEqual([
      ['conversion', 'primary'],
      ['aum', 'secondary'],
      ['revenue', 'secondary'],
      ['refusals', 'guardrail'],
      ['deposits', 'secondary'],
      ['worth', 'secondary'],
    ])
    const conversion = await metric('conversion')
    expect(conversion?.correctedP).toBeNull()
    expect(conversion?.relative?.low).toBeLessThan(1)
    expect(conversion?.relative?.high).toBeGreaterThan(1)
    expect((await metric('deposits'))?.correctedP).toBeLessThan(1e-6)
    expect(await metric('refusals')).toMatchObject({ guardrail: 'harmed', holdout: 0 })
    // Nobody said an amount.
    expect(await metric('worth')).toMatchObject({ treated: 0, holdout: 0 })
  })

  it('looks only at those whose window is over when it may be looked at every day', async () => {
    const sequential = (await metric('conversion'))?.sequential
    expect(sequential?.customers).toBe(10_000)
    expect(sequential?.low).toBeLessThan(0.1)
    expect(sequential?.high).toBeGreaterThan(0.1)
    expect(sequential?.p).toBeLessThan(0.001)
  })

  it('adds up revenue customer by customer, and takes off what the journey cost', async () => {
    const report = await readEffect(t.ctx, 'saving')
    const { conversion, aum, treated, money } = report
    // 100.00 a conversion, and 3.65 % a year of 10 days' worth of AUM.
    const worth = 100 * (conversion?.difference ?? 0) + 0.001 * (aum?.difference ?? 0)
    expect(money?.revenue?.value).toBeCloseTo(treated.customers * worth, 4)
    expect(money?.cost).toMatchObject({ fixed: 5000, total: 5000, unpriced: [] })
    expect(money?.cost.messages).toEqual([{ channel: 'push', messages: treated.contacted, cost: 0 }])
    expect(money?.net?.value).toBeCloseTo((money?.revenue?.value ?? 0) - 5000, 6)
    expect(money?.return?.value).toBeCloseTo((money?.net?.value ?? 0) / 5000, 8)
    expect(money?.revenue?.low).toBeLessThan(money?.revenue?.value ?? 0)
  })

  it('measures metrics of the registry customer by customer, as the metrics that it has of its own', async () => {
    const definitions: Parameters<typeof defineMetric>[1][] = [
      { key: 'savers', unit: 'count', formula: { kind: 'measure', of: 'users', events: ['deposit_opened'] } },
      { key: 'assets', unit: 'money', formula: { kind: 'balance', of: 'sum' } },
      { key: 'owners', unit: 'count', formula: { kind: 'balance', of: 'customers' } },
      { key: 'assets_each', unit: 'money', formula: { kind: 'ratio', of: 'assets', per: 'owners' } },
      { key: 'half', unit: 'money', formula: { kind: 'expression', expression: '(assets + assets) / 4' } },
      { key: 'odd', unit: 'number', formula: { kind: 'expression', expression: 'assets + 1' } },
    ]
    for (const definition of definitions) await defineMetric(t.ctx, definition)
    const measured = (...keys: string[]) =>
      effectPlan.parse({
        ...planned,
        metrics: keys.map((key) => ({
          key: `of_${key}`,
          name: name(key),
          measure: { kind: 'registry', metric: key },
        })),
      })
    for (const [key, why] of [
      ['odd', 'adds a constant'],
      ['nothing', 'There is no metric'],
    ] as const)
      await expect(savePlan(t.ctx, 'saving', measured(key), 1)).rejects.toThrow(why)
    await savePlan(t.ctx, 'saving', measured('savers', 'assets', 'assets_each', 'half'), 1)
    const [own, depositors] = [await metric('conversion'), await metric('of_savers')]
    expect(depositors).toMatchObject({ unit: 'share', direction: 'increase', comparison: own?.comparison })
    const [aum, assets, half] = [await metric('aum'), await metric('of_assets'), await metric('of_half')]
    expect(assets).toMatchObject({ unit: 'money', comparison: aum?.comparison, cuped: aum?.cuped })
    expect(half?.comparison?.difference).toBeCloseTo((aum?.comparison?.difference ?? 0) / 2, 6)
    const each = await metric('of_assets_each')
    // Everyone owns something, and had 1,000.00 before.
    expect(each?.unit).toBe('ratio')
    expect(each?.comparison?.difference).toBeCloseTo(aum?.comparison?.difference ?? 0, 6)
    await savePlan(t.ctx, 'saving', effectPlan.parse(planned), 2)
  })

  it('shows where the effect is strongest, by a tag and by a score', async () => {
    await t.ctx.clickhouse.command(`
      INSERT INTO customer (customer, number, name, attributes, updated)
      SELECT number, toString(number), '客户',
             map('last_digit', if(number % 10 = 9, '', toString(number % 10 < 5)), 'score', toString(10 - number % 10)),
             toDateTime64('2026-11-01 00:00:00', 3)
      FROM numbers(1, 10000)`)
    const tag = (key: string, type: string) => ({
      key,
      name: name(key),
      definition: { kind: 'attribute', attribute: key, type },
    })
    await applyTagDefinitions(t.ctx, {
      groups: [
        {
          key: 'digits',
          name: name('digits'),
          source: 'customer',
          tags: [tag('last_digit', 'string'), tag('score', 'number')],
        },
      ],
    })
    await expect(readSegmentEffects(t.ctx, 'saving', { tag: 'last_digit' })).rejects.toMatchObject({
      code: 'invalid_request',
    })
    await refreshTagGroups(t.ctx)
    const { slices } = await readSegmentEffects(t.ctx, 'saving', { tag: 'last_digit' })
    // Converted: digit 0 on both sides, digit 1 of the treated only.
    expect(slices[0]).toMatchObject({ slice: '1' })
    expect(slices[0]?.comparison?.difference).toBeCloseTo(0.2, 1)
    expect(
      slices
        .slice(1)
        .map(({ slice }) => slice)
        .toSorted(),
    ).toEqual(['', '0'])
    expect(slices[0]?.correctedP).toBeLessThan(1e-6)
    expect(slices.reduce((sum, { treated, holdout }) => sum + treated.customers + holdout.customers, 0)).toBe(
      10_000,
    )
    const uplift = await readUplift(t.ctx, 'saving', { score: 'score' })
    expect(uplift.deciles.map(({ slice }) => slice)).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
    ])
    expect(
      uplift.deciles.every(({ treated, holdout }) => treated.customers + holdout.customers === 1000),
    ).toBe(true)
    // The second best tenth are those whose number ends in 1.
    expect(uplift.deciles[1]?.comparison?.difference).toBe(1)
    expect(uplift.qini?.coefficient).toBeGreaterThan(0.02)
    await expect(readUplift(t.ctx, 'saving', { score: 'last_digit' })).rejects.toMatchObject({
      code: 'invalid_request',
    })
    await expect(readUplift(t.ctx, 'saving', { score: 'nothing' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('credits touches before a conversion beside it, and says that this is not causal', async () => {
    const found = await attributeTouches(t.ctx, 'saving', { days: 7 })
    const { treated, incremental } = await readEffect(t.ctx, 'saving')
    expect(found).toMatchObject({ causal: false, conversions: treated.converted, untouched: 0 })
    expect(found.incremental).toBe(incremental?.conversions)
    const sum = (of: 'last' | 'first' | 'linear') =>
      found.credits.reduce((all, credit) => all + credit[of], 0)
    for (const of of ['last', 'first', 'linear'] as const) expect(sum(of)).toBeCloseTo(treated.converted, 6)
    // Every treated conversion is claimed, about twice what the journey caused.
    const push = found.credits.find(({ channel }) => channel === 'push')
    expect(push).toMatchObject({ journey: 'saving' })
    expect(push?.last).toBeGreaterThan(1.5 * (incremental?.conversions ?? 0))
    expect(await attributeTouches(t.ctx, 'saving', { days: 1 })).toMatchObject({
      untouched: treated.converted,
      credits: [],
    })
  })
})

it('the branches of a split are compared with the first, whatever the branch then did', async () => {
  await applyJourneyDefinitions(
    t.ctx,
    journeyFile(
      'either',
      {
        which: {
          type: 'split',
          branches: [
            { percent: 50, next: 'hello', name: 'As ever' },
            { percent: 30, next: 'other', name: 'Warmer' },
            { percent: 20, next: 'nothing' },
          ],
        },
        hello: { type: 'message', channel: 'push', template: 'hello', next: 'done' },
        other: { type: 'message', channel: 'push', template: 'hello', next: 'done' },
        nothing: { type: 'wait', days: 1, next: 'done' },
        done: { type: 'exit' },
      },
      { next: 'which', measure: { condition: { event: 'liked_it' }, withinDays: 10 } },
    ),
  )
  expect((await readSplitEffects(t.ctx, 'either', {})).splits[0]).toMatchObject({
    node: 'which',
    sampleRatio: null,
    branches: [{ customers: 0, comparison: null }, { customers: 0 }, { customers: 0 }],
  })
  await advanceJourney(t.ctx, 'either')
  // One in five likes it, of the warm branch one in four more.
  const [{ id } = { id: 0 }] = await t.ctx.clickhouse.query(
    `SELECT max(journey) AS id FROM journey_step WHERE origin = 'which'`,
    {},
    z.object({ id: z.number() }),
  )
  await t.ctx.clickhouse.command(`
    INSERT INTO event (at, received, name, kind, customer, source, channel)
    SELECT at + toIntervalHour(1) AS at, at, 'liked_it', 'track', customer, 1, 'app'
    FROM journey_step
    WHERE journey = ${id} AND origin = 'which' AND (customer % 5 = 0 OR (node = 'other' AND customer % 4 = 0))`)
  t.clock.advance(11 * day)
  const [split] = (await readSplitEffects(t.ctx, 'either', {})).splits
  expect(split?.sampleRatio?.suspicious).toBe(false)
  expect(split?.branches.map(({ branch, name, expectedShare }) => [branch, name, expectedShare])).toEqual([
    ['hello', 'As ever', 0.5],
    ['other', 'Warmer', 0.3],
    ['nothing', null, 0.2],
  ])
  const [ever, warmer, nothing] = split?.branches ?? []
  expect((ever?.customers ?? 0) + (warmer?.customers ?? 0) + (nothing?.customers ?? 0)).toBe(10_000)
  expect(ever).toMatchObject({ comparison: null, correctedP: null })
  expect(warmer?.comparison?.difference).toBeCloseTo(0.2, 1)
  expect(warmer?.correctedP).toBeLessThan(1e-6)
  expect(nothing?.correctedP).toBeGreaterThan(0.05)
  await expect(readSplitEffects(t.ctx, 'either', { metric: 'none' })).rejects.toMatchObject({
    code: 'invalid_request',
  })
})
