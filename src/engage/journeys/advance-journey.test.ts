import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { advanceJourney } from './advance-journey.ts'
import { applyJourneyDefinitions } from './apply-journey-definitions.ts'
import { journeyFile, standingInClickHouse, takeSnapshot } from './testing/journey-fixture.ts'
import { pauseJourney, resumeJourney } from './lifecycle/pause-journey.ts'
import { readJourney } from './read-journeys.ts'

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
  await takeSnapshot(t.ctx, 'everyone', 1, 1000)
})
afterAll(() => t.close())

const day = 86_400_000
const count = async (sql: string): Promise<number> => {
  const [row] = await t.ctx.clickhouse.query(sql, {}, z.object({ n: z.coerce.number() }))
  return row?.n ?? -1
}
const standing = async (key: string): Promise<Record<string, number>> => {
  const journey = await readJourney(t.ctx, key)
  const kept = Object.fromEntries(
    journey.nodes.filter((n) => n.standing > 0).map((n) => [n.node, n.standing]),
  )
  expect(Object.fromEntries(await standingInClickHouse(t.ctx, journey.id, journey.committedTick))).toEqual(
    kept,
  )
  return kept
}
async function happen(name: string, customers: number[], at: Date, properties: Record<string, string> = {}) {
  await t.ctx.clickhouse.insert(
    'event',
    [
      'at',
      'received',
      'name',
      'kind',
      'customer',
      'source',
      'channel',
      'session',
      'message_id',
      'properties',
    ],
    customers
      .map((customer) =>
        JSON.stringify({
          at: at.toISOString(),
          received: at.toISOString(),
          name,
          kind: 'track',
          customer,
          source: 1,
          channel: 'app',
          session: '',
          message_id: '',
          properties,
        }),
      )
      .join('\n'),
  )
}

describe('a journey', () => {
  it('moves everyone as far as possible, holds the same share out each time, and waits', async () => {
    await applyJourneyDefinitions(
      t.ctx,
      journeyFile(
        'care',
        {
          keep_out: { type: 'holdout', percent: 20, next: 'hello' },
          hello: { type: 'message', channel: 'push', template: 'hello', next: 'rest' },
          rest: { type: 'wait', days: 3, next: 'done' },
          done: { type: 'exit' },
        },
        { next: 'keep_out' },
      ),
    )
    const first = await advanceJourney(t.ctx, 'care')
    expect(first).toMatchObject({ state: 'advanced', ticks: 3 })
    const now = await standing('care')
    expect(Object.keys(now).sort()).toEqual(['$holdout', 'rest'])
    expect(now['$holdout']).toBe(
      await count(`SELECT countIf(sipHash64(toUInt32(number), 'care', 'holdout:keep_out') % 10000 < 2000) AS n
                   FROM numbers(1, 1000)`),
    )
    expect(await advanceJourney(t.ctx, 'care')).toMatchObject({ ticks: 0, moved: 0 })

    t.clock.advance(3 * day - 1)
    expect(await advanceJourney(t.ctx, 'care')).toMatchObject({ moved: 0 })
    t.clock.advance(1)
    expect(await advanceJourney(t.ctx, 'care')).toMatchObject({ ticks: 1, moved: now['rest'] })
    expect(await standing('care')).toEqual({ $holdout: now['$holdout'], done: now['rest'] })
  })

  it('writes one touch for each customer it contacts', async () => {
    const journey = await readJourney(t.ctx, 'care')
    expect(journey.touches).toEqual({ queued: 1000 - journey.heldOut, suppressed: {} })
    expect(await count(`SELECT uniqExact(touch) AS n FROM touch WHERE journey = ${journey.id}`)).toBe(
      journey.touches.queued,
    )
  })

  it('lets each customer in once, also when the segment changes and when the journey is published again', async () => {
    await takeSnapshot(t.ctx, 'everyone', 501, 1200)
    expect(await advanceJourney(t.ctx, 'care')).toMatchObject({ state: 'advanced' })
    expect((await readJourney(t.ctx, 'care')).entered).toBe(1200)
    const graph = journeyFile(
      'care',
      {
        hello: { type: 'message', channel: 'push', template: 'hello', next: 'done' },
        done: { type: 'exit' },
      },
      { next: 'hello' },
    )
    await applyJourneyDefinitions(t.ctx, graph)
    await takeSnapshot(t.ctx, 'everyone', 1, 1210)
    await advanceJourney(t.ctx, 'care')
    const journey = await readJourney(t.ctx, 'care')
    expect(journey).toMatchObject({ entered: 1210, publishedVersion: 2 })
    expect(
      await count(`SELECT count() AS n FROM journey_step WHERE journey = ${journey.id} AND origin = ''`),
    ).toBe(1210)
  })

  it('keeps customers on the version they entered', async () => {
    t.clock.advance(3 * day)
    const before = await readJourney(t.ctx, 'care')
    await advanceJourney(t.ctx, 'care')
    const after = await readJourney(t.ctx, 'care')
    expect(before.inside).toBeGreaterThan(0)
    expect(after.inside).toBe(0)
    expect(
      await count(
        `SELECT count() AS n FROM journey_step WHERE journey = ${after.id} AND version = 1 AND node = 'done'`,
      ),
    ).toBeGreaterThan(800)
  })

  it('ends at the goal for those who do it in time, after they came there, and goes on for the others', async () => {
    await takeSnapshot(t.ctx, 'everyone', 1, 10)
    const start = t.clock.now().getTime()
    await applyJourneyDefinitions(
      t.ctx,
      journeyFile(
        'saving',
        {
          saved: {
            type: 'goal',
            condition: { event: 'deposit_opened', where: [{ property: 'amount', op: 'gte', value: 1000 }] },
            withinDays: 7,
            next: 'again',
          },
          again: { type: 'message', channel: 'push', template: 'hello', next: 'saved_after_all' },
          saved_after_all: {
            type: 'goal',
            condition: { event: 'deposit_opened' },
            withinDays: 7,
            next: 'done',
          },
          done: { type: 'exit' },
        },
        { next: 'saved' },
      ),
    )
    await happen('deposit_opened', [1], new Date(start - 1000), { amount: '5000' })
    await advanceJourney(t.ctx, 'saving')
    expect(await standing('saving')).toEqual({ saved: 10 })

    await happen('deposit_opened', [2, 2, 3], new Date(start + day), { amount: '5000' })
    await happen('deposit_opened', [4], new Date(start + day), { amount: '999' })
    await happen('deposit_opened', [5], new Date(start + 6 * day), { amount: '5000' })
    t.clock.moveTo(new Date(start + 2 * day))
    expect(await advanceJourney(t.ctx, 'saving')).toMatchObject({ moved: 2 })
    expect(await standing('saving')).toEqual({ $goal: 2, saved: 8 })

    t.clock.moveTo(new Date(start + 8 * day))
    await advanceJourney(t.ctx, 'saving')
    expect(await standing('saving')).toEqual({ $goal: 3, saved_after_all: 7 })

    await happen('deposit_opened', [1, 4], new Date(start + 9 * day))
    t.clock.moveTo(new Date(start + 16 * day))
    await advanceJourney(t.ctx, 'saving')
    expect(await standing('saving')).toEqual({ $goal: 5, done: 5 })
  })

  it('finds goals in the ledger', async () => {
    const start = t.clock.now().getTime()
    await applyJourneyDefinitions(
      t.ctx,
      journeyFile(
        'inflow',
        {
          paid_in: {
            type: 'goal',
            condition: { ledger: { direction: 'credit', operation: ['VKLAD', 'PREVOD'], minAmount: 1000 } },
            withinDays: 7,
            next: 'done',
          },
          done: { type: 'exit' },
        },
        { next: 'paid_in' },
      ),
    )
    await advanceJourney(t.ctx, 'inflow')
    const row = (customer: number, amount: string, operation: string) =>
      JSON.stringify({
        customer,
        holding: 'a',
        transaction: `${customer}${amount}`,
        at: new Date(start + day).toISOString(),
        amount,
        operation,
        updated: new Date(start).toISOString(),
      })
    await t.ctx.clickhouse.insert(
      'ledger',
      ['customer', 'holding', 'transaction', 'at', 'amount', 'operation', 'updated'],
      [
        row(1, '1000.00', 'VKLAD'),
        row(2, '999.99', 'VKLAD'),
        row(3, '-2000.00', 'VKLAD'),
        row(4, '5000.00', 'UROK'),
      ].join('\n'),
    )
    t.clock.moveTo(new Date(start + 2 * day))
    await advanceJourney(t.ctx, 'inflow')
    expect(await standing('inflow')).toEqual({ $goal: 1, paid_in: 9 })
  })

  it('reads behaviour of merged numbers as the customer’s', async () => {
    await t.ctx.clickhouse.command(
      `INSERT INTO customer_merge (customer, into, at, reason) VALUES (9001, 7, now64(3), 'identify')`,
    )
    await t.ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
    await applyJourneyDefinitions(
      t.ctx,
      journeyFile(
        'merged',
        {
          seen: { type: 'goal', condition: { event: 'login' }, withinDays: 7, next: 'done' },
          done: { type: 'exit' },
        },
        { next: 'seen' },
      ),
    )
    await advanceJourney(t.ctx, 'merged')
    await happen('login', [9001], new Date(t.clock.now().getTime() + 1))
    t.clock.advance(10)
    await advanceJourney(t.ctx, 'merged')
    expect(await standing('merged')).toEqual({ $goal: 1, seen: 9 })
  })

  it('goes round a loop with a wait, any number of times', async () => {
    await applyJourneyDefinitions(
      t.ctx,
      journeyFile(
        'round',
        {
          rest: { type: 'wait', days: 1, next: 'done_it' },
          done_it: { type: 'goal', condition: { event: 'round_done' }, withinDays: 1, next: 'rest' },
        },
        { next: 'rest' },
      ),
    )
    await advanceJourney(t.ctx, 'round')
    for (let round = 0; round < 3; round += 1) {
      t.clock.advance(day)
      await advanceJourney(t.ctx, 'round')
      expect((await standing('round'))['done_it']).toBe(10 - round)
      await happen('round_done', [round + 1], new Date(t.clock.now().getTime() + 5))
      t.clock.advance(10)
      await advanceJourney(t.ctx, 'round')
      t.clock.advance(day)
      await advanceJourney(t.ctx, 'round')
      expect((await standing('round'))['rest']).toBe(10 - round - 1)
    }
  })

  it('stands still while it is paused', async () => {
    await pauseJourney(t.ctx, 'round')
    t.clock.advance(day)
    expect(await advanceJourney(t.ctx, 'round')).toMatchObject({ moved: 0 })
    await resumeJourney(t.ctx, 'round')
    expect(await advanceJourney(t.ctx, 'round')).toMatchObject({ moved: 7 })
  })

  it('is advanced by one worker at a time', async () => {
    t.clock.advance(3 * day)
    const both = await Promise.all([advanceJourney(t.ctx, 'round'), advanceJourney(t.ctx, 'round')])
    expect(both.map((advance) => advance.state).sort()).toEqual(['advanced', 'leased'])
    expect(both.reduce((sum, advance) => sum + advance.moved, 0)).toBe(7)
  })

  it('suppresses what the gate refuses, with the reason, and lets the customer go on', async () => {
    await t.ctx.clickhouse.command(`
      INSERT INTO suppression (customer, reason, channel, active, until, at)
      VALUES (1, 'complaint', '', 1, NULL, '2026-01-01 00:00:00'), (2, 'opted_out', 'push', 1, NULL, '2026-01-01 00:00:00')`)
    await applyJourneyDefinitions(
      t.ctx,
      journeyFile(
        'gated',
        {
          hello: { type: 'message', channel: 'push', template: 'hello', next: 'again' },
          again: { type: 'message', channel: 'push', template: 'hello', next: 'done' },
          done: { type: 'exit' },
        },
        { next: 'hello', policy: { consent: 'opt_out', caps: [{ limit: 1, days: 1 }], quietHours: null } },
      ),
    )
    t.clock.advance(day)
    await advanceJourney(t.ctx, 'gated')
    expect((await readJourney(t.ctx, 'gated')).touches).toEqual({
      queued: 8,
      suppressed: { cap: 8, opted_out: 2, suppression_list: 2 },
    })
    expect(await standing('gated')).toEqual({ done: 10 })
  })

  it('holds messages of quiet hours while the customers go on (held/release-held.ts sends them)', async () => {
    const night = new Date('2027-01-01T21:30:00+08:00')
    t.clock.moveTo(night)
    await applyJourneyDefinitions(
      t.ctx,
      journeyFile(
        'quiet',
        {
          hello: { type: 'message', channel: 'push', template: 'hello', next: 'done' },
          done: { type: 'exit' },
        },
        {
          next: 'hello',
          policy: { consent: 'opt_out', caps: [], quietHours: { from: '21:00', to: '09:00' } },
        },
      ),
    )
    await advanceJourney(t.ctx, 'quiet')
    expect(await standing('quiet')).toEqual({ done: 10 })
    expect((await readJourney(t.ctx, 'quiet')).touches).toMatchObject({ queued: 0 })
  })

  it('changes nothing when the same definitions are applied again', async () => {
    const file = journeyFile(
      'quiet',
      {
        hello: { type: 'message', channel: 'push', template: 'hello', next: 'done' },
        done: { type: 'exit' },
      },
      { next: 'hello', policy: { consent: 'opt_out', caps: [], quietHours: { from: '21:00', to: '09:00' } } },
    )
    const audited = async () =>
      (
        await t.ctx.postgres
          .withTables<{ audit: { id: number } }>()
          .selectFrom('audit')
          .select('id')
          .execute()
      ).length
    const before = [await readJourney(t.ctx, 'quiet'), await audited()]
    await applyJourneyDefinitions(t.ctx, file)
    await advanceJourney(t.ctx, 'quiet')
    expect([await readJourney(t.ctx, 'quiet'), await audited()]).toEqual(before)
  })
})

it('counts what a person gets twice in one tick against the cap', async () => {
  await takeSnapshot(t.ctx, 'everyone', 2001, 2100)
  await applyJourneyDefinitions(
    t.ctx,
    journeyFile(
      'merged_on_the_way',
      {
        share: {
          type: 'split',
          branches: [
            { percent: 50, next: 'wait_a' },
            { percent: 50, next: 'wait_b' },
          ],
        },
        wait_a: { type: 'wait', hours: 1, next: 'message_a' },
        wait_b: { type: 'wait', hours: 1, next: 'message_b' },
        message_a: { type: 'message', channel: 'push', template: 'hello', next: 'end' },
        message_b: { type: 'message', channel: 'push', template: 'hello', next: 'end' },
        end: { type: 'exit' },
      },
      {
        next: 'share',
        policy: { consent: 'opt_out', caps: [{ limit: 1, days: 1 }], quietHours: null },
      },
    ),
  )
  t.clock.advance(30 * day)
  await advanceJourney(t.ctx, 'merged_on_the_way')
  const { id } = await readJourney(t.ctx, 'merged_on_the_way')
  const merged = await t.ctx.clickhouse.query(
    `SELECT node, min(customer) AS customer FROM journey_step
     WHERE journey = {id:UInt32} AND node IN ('wait_a', 'wait_b') GROUP BY node ORDER BY node`,
    { id },
    z.object({ node: z.string(), customer: z.number() }),
  )
  const [into = 0, customer = 0] = merged.map((row) => row.customer)
  await t.ctx.clickhouse.insert(
    'customer_merge',
    ['customer', 'into', 'at', 'reason', 'evidence'],
    JSON.stringify({ customer, into, at: t.clock.now().toISOString(), reason: '', evidence: '' }),
  )
  await t.ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
  t.clock.advance(3_600_000)
  await advanceJourney(t.ctx, 'merged_on_the_way')
  const outcomes = await t.ctx.clickhouse.query(
    'SELECT outcome, reason FROM touch WHERE journey = {id:UInt32} AND customer = {into:UInt32} ORDER BY outcome',
    { id, into },
    z.object({ outcome: z.string(), reason: z.string() }),
  )
  expect(outcomes).toEqual([
    { outcome: 'queued', reason: '' },
    { outcome: 'suppressed', reason: 'cap' },
  ])
})
