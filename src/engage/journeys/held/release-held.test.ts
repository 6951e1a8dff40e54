import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import type { ContactPolicyInput } from '../../../decide/policy/index.ts'
import { advanceJourney } from '../advance-journey.ts'
import { advanceJourneys } from '../advance-journeys.ts'
import { applyJourneyDefinitions } from '../apply-journey-definitions.ts'
import type { JourneyGraphInput } from '../schema.ts'
import { journeyFile, takeSnapshot } from '../testing/journey-fixture.ts'
import { releaseHeld } from './release-held.ts'

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
  await takeSnapshot(t.ctx, 'everyone', 1, 100)
})
afterAll(() => t.close())

const open: ContactPolicyInput = { consent: 'opt_out', caps: [], quietHours: null }
const night = new Date('2026-11-01T14:00:00Z') // 22:00 in Shanghai
const morning = new Date('2026-11-02T01:00:00Z')

async function publish(
  key: string,
  priority: number,
  policy: ContactPolicyInput,
  entry?: JourneyGraphInput['entry'],
): Promise<void> {
  const file = journeyFile(
    key,
    { hello: { type: 'message', channel: 'push', template: 'hello', next: 'done' }, done: { type: 'exit' } },
    { next: 'hello', policy },
  )
  for (const { graph } of file.journeys ?? []) {
    graph.priority = priority
    if (entry) graph.entry = entry
  }
  await applyJourneyDefinitions(t.ctx, file)
}

/** What became of the touches of a journey, by their newest committed row. */
async function outcomes(key: string): Promise<Record<string, number>> {
  const rows = await t.ctx.clickhouse.query(
    `SELECT outcome, count() AS touches FROM (
       SELECT touch, argMax(if(reason = '', outcome, outcome || ' ' || reason), tick) AS outcome
       FROM touch WHERE journey = {journey:UInt32} AND tick <= {tick:UInt32} GROUP BY touch)
     GROUP BY outcome ORDER BY outcome`,
    await committed(key),
    z.object({ outcome: z.string(), touches: z.coerce.number() }),
  )
  return Object.fromEntries(rows.map((row) => [row.outcome, row.touches]))
}

async function committed(key: string): Promise<{ journey: number; tick: number }> {
  const { rows } = await sql<{ id: number; committed_tick: number }>`
    SELECT id, committed_tick FROM journey WHERE key = ${key}`.execute(t.ctx.postgres)
  return { journey: rows[0]?.id ?? 0, tick: rows[0]?.committed_tick ?? 0 }
}

const finish = (key: string) =>
  sql`UPDATE journey SET status = 'finished' WHERE key = ${key}`.execute(t.ctx.postgres)

it('holds messages of the night and queues them in the morning, once', async () => {
  t.clock.moveTo(night)
  await publish('nightly', 50, { ...open, quietHours: { from: '21:00', to: '09:00' } })
  await advanceJourney(t.ctx, 'nightly')
  expect(await outcomes('nightly')).toEqual({ 'held quiet_hours': 100 })
  expect(await releaseHeld(t.ctx)).toEqual({ asked: 0 })
  t.clock.moveTo(morning)
  expect(await releaseHeld(t.ctx)).toEqual({ asked: 100 })
  expect(await outcomes('nightly')).toEqual({ queued: 100 })
  expect(await releaseHeld(t.ctx)).toEqual({ asked: 0 })
  const { rows } = await sql<{ queued: string; at: Date }>`
    SELECT queued, journey_tick.at FROM dispatch JOIN journey_tick USING (journey_id, tick)`.execute(
    t.ctx.postgres,
  )
  expect(rows.map(({ queued, at }) => [Number(queued), at])).toEqual([[100, morning]])
  await finish('nightly')
})

it('asks the gate again: who opted out meanwhile gets nothing', async () => {
  t.clock.moveTo(new Date('2026-11-02T14:00:00Z'))
  await publish('again', 50, { ...open, quietHours: { from: '21:00', to: '09:00' } })
  await advanceJourney(t.ctx, 'again')
  await t.ctx.clickhouse.command(`
    INSERT INTO suppression (customer, reason, channel, active, until, at)
    SELECT number, 'opted_out', 'push', 1, NULL, '2026-11-02 20:00:00' FROM numbers(1, 10)`)
  t.clock.moveTo(new Date('2026-11-03T01:00:00Z'))
  await releaseHeld(t.ctx)
  expect(await outcomes('again')).toEqual({ queued: 90, 'suppressed opted_out': 10 })
  await finish('again')
  await t.ctx.clickhouse.command('TRUNCATE TABLE suppression_history')
})

it('takes an unfinished release back and does it again, with the same touches', async () => {
  t.clock.moveTo(new Date('2026-11-03T14:00:00Z'))
  await publish('killed', 50, { ...open, quietHours: { from: '21:00', to: '09:00' } })
  await advanceJourney(t.ctx, 'killed')
  t.clock.moveTo(new Date('2026-11-04T01:00:00Z'))
  const { journey, tick } = await committed('killed')
  // A worker announced its release, wrote some rows, and died.
  await sql`UPDATE journey SET open_tick = ${tick + 1} WHERE id = ${journey}`.execute(t.ctx.postgres)
  await t.ctx.clickhouse.command(
    `INSERT INTO touch (customer, at, touch, journey, version, node, tick, channel, outcome)
     SELECT customer, {now:DateTime64(3)}, touch, journey, version, node, {tick:UInt32}, channel, 'queued'
     FROM touch WHERE journey = {journey:UInt32} AND outcome = 'held' AND customer <= 40`,
    { journey, tick: tick + 1, now: t.clock.now() },
  )
  expect(await releaseHeld(t.ctx)).toEqual({ asked: 100 })
  const [count] = await t.ctx.clickhouse.query(
    `SELECT count() AS rows, uniqExact(touch) AS touches FROM touch WHERE journey = {journey:UInt32} AND outcome = 'queued'`,
    { journey },
    z.object({ rows: z.coerce.number(), touches: z.coerce.number() }),
  )
  expect(count).toEqual({ rows: 100, touches: 100 })
  await finish('killed')
})

it('gives the last place under a cap to the higher priority also when the lower one asks first', async () => {
  t.clock.moveTo(new Date('2026-12-01T02:00:00Z'))
  const policy: ContactPolicyInput = { ...open, caps: [{ limit: 1, days: 7 }], arbitration: { minutes: 5 } }
  await publish('plain', 20, policy)
  await publish('important', 80, policy)
  await advanceJourney(t.ctx, 'plain')
  expect(await outcomes('plain')).toEqual({ 'held priority': 100 })
  t.clock.moveTo(new Date('2026-12-01T02:03:00Z'))
  await advanceJourney(t.ctx, 'important')
  expect(await outcomes('important')).toEqual({ queued: 100 })
  t.clock.moveTo(new Date('2026-12-01T02:05:00Z'))
  await releaseHeld(t.ctx)
  expect(await outcomes('plain')).toEqual({ 'suppressed cap': 100 })
  await finish('plain')
  await finish('important')
})

it('lets the lower priority have the place that nobody else took', async () => {
  t.clock.moveTo(new Date('2027-01-05T02:00:00Z'))
  const policy: ContactPolicyInput = { ...open, caps: [{ limit: 1, days: 7 }], arbitration: { minutes: 5 } }
  await publish('lonely', 20, policy)
  await publish('silent', 80, policy)
  await advanceJourney(t.ctx, 'lonely')
  t.clock.moveTo(new Date('2027-01-05T02:05:00Z'))
  await releaseHeld(t.ctx)
  expect(await outcomes('lonely')).toEqual({ queued: 100 })
  await finish('lonely')
  await finish('silent')
})

it('keeps caps, spacing and volume with twenty journeys ticking together, day after day', async () => {
  const policy: ContactPolicyInput = {
    ...open,
    caps: [
      { limit: 2, per: 'day' },
      { limit: 3, days: 7, channels: ['push'] },
    ],
    spacing: [{ minutes: 20, action: 'hold' }],
    volume: [{ channel: 'push', perHour: 150 }],
    arbitration: { minutes: 0 },
  }
  const at = (instant: string): void => t.clock.moveTo(new Date(instant))
  at('2027-03-02T02:00:00Z')
  const keys = Array.from({ length: 20 }, (_, index) => `together_${index}`)
  const entry = { segment: 'everyone', next: 'hello', reentry: { allow: 'always', afterDays: 0.5 } } as const
  for (const [index, key] of keys.entries()) await publish(key, 40 + index, policy, entry)
  /** Most contacts of one customer, and all contacts, since the first instant. */
  const made = async (): Promise<{ most: number; all: number }> => {
    const [row] = await t.ctx.clickhouse.query(
      `SELECT max(touches) AS most, sum(touches) AS all FROM (
         SELECT customer, count() AS touches FROM touch
         WHERE outcome = 'queued' AND at >= '2027-03-02 02:00:00' GROUP BY customer)`,
      {},
      z.object({ most: z.coerce.number(), all: z.coerce.number() }),
    )
    return row ?? { most: 0, all: 0 }
  }

  // Twenty workers at once: the first journey gets everybody, spacing holds the rest back.
  await Promise.all(keys.map((key) => advanceJourney(t.ctx, key)))
  expect(await made()).toEqual({ most: 1, all: 100 })
  at('2027-03-02T02:20:00Z')
  await releaseHeld(t.ctx)
  // Of the hour's 150, half of the customers get their second; the other half waits for the next hour.
  expect(await made()).toEqual({ most: 2, all: 150 })
  at('2027-03-02T03:00:00Z')
  await releaseHeld(t.ctx)
  expect(await made()).toEqual({ most: 2, all: 200 })

  // The next day one worker ticks them together: one more is all that the seven days have room for.
  const { rows } = await sql<{ id: number }>`SELECT id FROM journey WHERE key = ANY (${keys})`.execute(
    t.ctx.postgres,
  )
  const tomorrow = async (instant: string): Promise<void> => {
    at(instant)
    await takeSnapshot(t.ctx, 'everyone', 1, 100)
    await advanceJourneys(
      t.ctx,
      rows.map(({ id }) => id),
    )
  }
  await tomorrow('2027-03-03T02:00:00Z')
  expect(await made()).toEqual({ most: 3, all: 300 })
  // Seven days after the first contact there is room for one again.
  await tomorrow('2027-03-09T02:00:00Z')
  expect(await made()).toEqual({ most: 4, all: 400 })
}, 120_000)
