import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { advanceJourney, applyJourneyDefinitions, tickJourneys } from '../../engage/journeys/index.ts'
import { journeyFile, takeSnapshot } from '../../engage/journeys/testing/journey-fixture.ts'
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
