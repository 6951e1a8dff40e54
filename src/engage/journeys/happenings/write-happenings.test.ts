import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { readUnread } from '../../../collect/drainer/index.ts'
import type { Context } from '../../../platform/context.ts'
import { applyJourneyDefinitions } from '../apply-journey-definitions.ts'
import { blockEventsSql } from '../entry/event.ts'
import { journeyFile, takeSnapshot } from '../testing/journey-fixture.ts'
import { tickJourneys } from '../tick-journeys-job.ts'
import { writeHappenings } from './write-happenings.ts'

const customers = 1_000
const day = 86_400_000
/** They share statements. */
const journeys = ['eventful', 'lively']
let test: TestContext

beforeAll(async () => {
  test = await openTestContext()
  const { ctx, clock } = test
  await takeSnapshot(ctx, 'everyone', 1, customers)
  await ctx.clickhouse.command(
    `INSERT INTO consent (customer, purpose, channel, granted, at)
     SELECT number, 'marketing', 'push', 0, '2026-10-01 00:00:00' FROM numbers(1, ${customers}) WHERE number % 5 = 0`,
  )
  for (const key of journeys)
    await applyJourneyDefinitions(
      ctx,
      journeyFile(
        key,
        {
          keep_out: { type: 'holdout', percent: 10, next: 'part' },
          part: {
            type: 'split',
            branches: [
              { percent: 50, next: 'hello' },
              { percent: 50, next: 'end' },
            ],
          },
          hello: { type: 'message', channel: 'push', template: 'hello', next: 'done_it' },
          done_it: { type: 'goal', condition: { event: 'done_it' }, withinDays: 2, next: 'end' },
          end: { type: 'exit' },
        },
        { next: 'keep_out' },
      ),
    )
  await tickJourneys(ctx)
  await ctx.clickhouse.command(
    `INSERT INTO event (at, received, name, kind, customer)
     SELECT '2026-11-02 02:00:00', '2026-11-02 02:00:00', 'done_it', 'track', number FROM numbers(1, ${customers}) WHERE number % 4 = 0`,
  )
  for (let days = 0; days < 4; days += 1) {
    clock.advance(day)
    await tickJourneys(ctx)
  }
})
afterAll(() => test.close())

const forget = async (): Promise<void> => {
  await test.ctx.clickhouse.command(
    `ALTER TABLE event DELETE WHERE channel = 'journey'`,
    {},
    { settings: { mutations_sync: 2 } },
  )
  await sql`DELETE FROM journey_happening`.execute(test.ctx.postgres)
  await sql`DELETE FROM drained_block`.execute(test.ctx.postgres)
}
beforeEach(forget)

const counts = z.object({ name: z.string(), events: z.coerce.number(), ids: z.coerce.number() })
async function written(): Promise<z.output<typeof counts>[]> {
  return test.ctx.clickhouse.query(
    `SELECT name, count() AS events, uniqExact(message_id) AS ids FROM event WHERE channel = 'journey' GROUP BY name ORDER BY name`,
    {},
    counts,
  )
}

/** The same numbers from the tables that journeys themselves keep. */
async function kept(): Promise<Record<string, number>> {
  const [row] = await test.ctx.clickhouse.query(
    `SELECT
       (SELECT count() FROM journey_step WHERE origin = '') AS entered,
       (SELECT count() FROM journey_step WHERE origin = 'part') AS branched,
       (SELECT count() FROM journey_step WHERE node = '$holdout') AS heldOut,
       (SELECT count() FROM journey_step WHERE node = '$goal') AS goal,
       (SELECT count() FROM journey_step WHERE node = 'end') AS exited,
       (SELECT count() FROM touch WHERE outcome = 'queued') AS queued,
       (SELECT count() FROM touch WHERE outcome = 'suppressed') AS suppressed,
       (SELECT count() FROM touch_receipt FINAL WHERE status = 'sent') AS sent,
       (SELECT count() FROM touch_receipt FINAL WHERE status = 'opened') AS opened`,
    {},
    z.record(z.string(), z.coerce.number()),
  )
  return row ?? {}
}

async function expectEveryHappeningOnce(): Promise<void> {
  const rows = await written()
  for (const { events, ids } of rows) expect(events).toBe(ids)
  const events = Object.fromEntries(rows.map((row) => [row.name, row.events]))
  const real = await kept()
  expect(events).toMatchObject({
    $journey_entered: real['entered'],
    $journey_branched: real['branched'],
    $journey_held_out: real['heldOut'],
    $journey_goal: real['goal'],
    $journey_exited: real['exited'],
    $touch_queued: real['queued'],
    $touch_suppressed: real['suppressed'],
    $touch_sent: real['sent'],
    $touch_opened: real['opened'],
  })
  expect(real['goal']).toBeGreaterThan(0)
}

describe('happenings of a journey', () => {
  it('become events, each once, however often the job runs', async () => {
    await writeHappenings(test.ctx)
    await expectEveryHappeningOnce()
    await writeHappenings(test.ctx)
    await expectEveryHappeningOnce()
  })

  it('say where they happened, with -1 as the arm of who is held out', async () => {
    await writeHappenings(test.ctx)
    const rows = await test.ctx.clickhouse.query(
      `SELECT name, properties['journey'] AS journey, any(properties['node']) AS node, arraySort(groupUniqArray(properties['arm'])) AS arms
       FROM event WHERE name IN ('$journey_held_out', '$journey_branched', '$touch_opened')
       GROUP BY name, journey ORDER BY journey, name`,
      {},
      z.object({ name: z.string(), journey: z.string(), node: z.string(), arms: z.array(z.string()) }),
    )
    expect(rows).toEqual(
      journeys.flatMap((journey) => [
        { name: '$journey_branched', journey, node: 'part', arms: ['0', '1'] },
        { name: '$journey_held_out', journey, node: '$holdout', arms: ['-1'] },
        { name: '$touch_opened', journey, node: 'hello', arms: [''] },
      ]),
    )
  })

  it('leave clicks of short links to the links, which write them themselves', async () => {
    const { ctx } = test
    const clickedBy = (provider: string, touches: number): Promise<void> =>
      ctx.clickhouse.command(
        `INSERT INTO touch_receipt (journey, touch, status, customer, at, provider, detail)
         SELECT journey, touch, 'clicked', customer, '2026-11-04 02:00:00', '${provider}', ''
         FROM touch
         WHERE outcome = 'queued' AND touch NOT IN (SELECT touch FROM touch_receipt WHERE status = 'clicked')
         ORDER BY touch LIMIT ${touches}`,
      )
    const clicks = async (): Promise<number> =>
      (await written()).find(({ name }) => name === '$touch_clicked')?.events ?? 0
    await writeHappenings(ctx)
    const before = await clicks()
    await clickedBy('link', 3)
    await clickedBy('http_gateway', 2)
    await forget()
    await writeHappenings(ctx)
    expect(await clicks()).toBe(before + 2)
  })

  it('are known to the tracking plan and announced to journeys that wait for events', async () => {
    await writeHappenings(test.ctx)
    const { rows } = await sql<{ title: string }>`
      SELECT title FROM event_definition WHERE name = '$touch_opened'`.execute(test.ctx.postgres)
    expect(rows).toEqual([{ title: '触达已打开' }])
    const blocks = await sql<{ known: boolean }>`
      SELECT bool_and('$journey_goal' = ANY (names)) AS known FROM drained_block`.execute(test.ctx.postgres)
    expect(blocks.rows[0]?.known).toBe(true)
  })

  it('are written and announced once by a worker that takes over from one that died before or after any statement', async () => {
    for (let statement = 1; statement <= 3; statement += 1) {
      for (const when of ['before', 'after'] as const) {
        await forget()
        await expect(writeHappenings(dyingAt(test.ctx, statement, when))).rejects.toThrow('died')
        test.clock.advance(60_000)
        await writeHappenings(test.ctx)
        await expectEveryHappeningOnce()
        expect(await notFoundByAnnouncements()).toBe(0)
      }
    }
  })

  it('are written of the other journeys when those of one cannot be', async () => {
    const { ctx } = test
    const command: Context['clickhouse']['command'] = async (...call) => {
      if (call[0].includes('INSERT INTO event') && call[0].includes("'lively'")) throw new Error('broken')
      await ctx.clickhouse.command(...call)
    }
    await expect(writeHappenings({ ...ctx, clickhouse: { ...ctx.clickhouse, command } })).rejects.toThrow(
      'broken',
    )
    const [row] = await ctx.clickhouse.query(
      `SELECT groupUniqArray(properties['journey']) AS journeys FROM event WHERE channel = 'journey'`,
      {},
      z.object({ journeys: z.array(z.string()) }),
    )
    expect(row?.journeys).toEqual(['eventful'])
    await writeHappenings(ctx)
    await expectEveryHappeningOnce()
  })

  it('are completed when only some rows of a statement were stored', async () => {
    await writeHappenings(test.ctx)
    await test.ctx.clickhouse.command(
      `ALTER TABLE event DELETE WHERE channel = 'journey' AND customer % 3 = 0`,
      {},
      { settings: { mutations_sync: 2 } },
    )
    await sql`
      UPDATE journey_happening
      SET tick = 0, receipts_at = NULL,
          open = jsonb_build_object('through', tick, 'block', (SELECT min(block)::text FROM drained_block))`.execute(
      test.ctx.postgres,
    )
    await writeHappenings(test.ctx)
    await expectEveryHappeningOnce()
  })
})

/** Events that a journey that waits for them would not see, because it reads what blocks were announced to hold. */
async function notFoundByAnnouncements(): Promise<number> {
  const { blocks } = await readUnread(test.ctx.postgres, 0, null)
  const found = blocks.map((block) => `SELECT message_id FROM ${blockEventsSql([block], block.names ?? [])}`)
  const [row] = await test.ctx.clickhouse.query(
    `SELECT count() AS events FROM event
     WHERE channel = 'journey' AND message_id NOT IN (${found.join(' UNION ALL ')})`,
    {},
    z.object({ events: z.coerce.number() }),
  )
  return row?.events ?? -1
}

/** A worker whose process ends around its n-th INSERT: nothing that it asks afterwards arrives. */
function dyingAt(ctx: Context, statement: number, when: 'before' | 'after'): Context {
  let statements = 0
  let dead = false
  const die = (): never => {
    dead = true
    throw new Error('died')
  }
  const command: Context['clickhouse']['command'] = async (...call) => {
    if (!call[0].includes('INSERT INTO event')) return ctx.clickhouse.command(...call)
    statements += 1
    if (dead || (statements === statement && when === 'before')) die()
    await ctx.clickhouse.command(...call)
    if (statements === statement) die()
  }
  return { ...ctx, clickhouse: { ...ctx.clickhouse, command } }
}
