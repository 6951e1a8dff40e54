import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { applyJourneyDefinitions } from '../apply-journey-definitions.ts'
import { readCounts } from '../counts/read-counts.ts'
import { publishJourney } from '../publish-journey.ts'
import type { JourneyGraphInput } from '../schema.ts'
import { journeyFile, takeSnapshot } from '../testing/journey-fixture.ts'
import { tickJourneys } from '../tick-journeys-job.ts'
import { runDryRun } from './run-dry-run.ts'
import type { DryRunResult } from './schema.ts'

const customers = 3_000
const hour = 3_600_000
const graph: JourneyGraphInput = {
  entry: { segment: 'everyone', next: 'keep_out' },
  nodes: {
    keep_out: { type: 'holdout', percent: 10, next: 'part' },
    part: {
      type: 'split',
      branches: [
        { percent: 40, next: 'first' },
        { percent: 60, next: 'rest' },
      ],
    },
    first: { type: 'message', channel: 'push', template: 'hello', next: 'rest' },
    rest: { type: 'wait', days: 2, next: 'second' },
    second: { type: 'message', channel: 'push', template: 'hello', next: 'done_it' },
    done_it: { type: 'goal', condition: { event: 'done_it' }, withinDays: 3, next: 'third' },
    third: { type: 'message', channel: 'push', template: 'hello', next: 'end' },
    end: { type: 'exit' },
  },
}

let test: TestContext
let dry: DryRunResult
let before: Record<string, string>
const countRow = z.object({ rows: z.coerce.number() })

/** Every table that holds anything, with a checksum of what it holds. */
async function everythingStored(): Promise<Record<string, string>> {
  const { ctx } = test
  const found: Record<string, string> = {}
  const tables = await ctx.clickhouse.query(
    `SELECT name FROM system.tables WHERE database = {database:String} AND engine LIKE '%MergeTree'`,
    { database: ctx.clickhouse.database },
    z.object({ name: z.string() }),
  )
  for (const { name } of tables) {
    const [row] = await ctx.clickhouse.query(
      `SELECT count() AS rows, toString(sum(cityHash64(toString(tuple(*))))) AS sum FROM ${name}`,
      {},
      countRow.extend({ sum: z.string() }),
    )
    found[`clickhouse ${name}`] = `${row?.rows} ${row?.sum}`
  }
  const { rows } = await sql<{ name: string }>`
    SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`.execute(
    ctx.postgres,
  )
  for (const { name } of rows) {
    const { rows: sums } = await sql<{ sum: string }>`
      SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) AS sum FROM ${sql.table(name)} AS t`.execute(
      ctx.postgres,
    )
    found[`postgres ${name}`] = sums[0]?.sum ?? ''
  }
  return found
}

beforeAll(async () => {
  test = await openTestContext()
  const { ctx } = test
  await takeSnapshot(ctx, 'everyone', 1, customers)
  // One in five refuses, and another journey has contacted everybody divisible by seven today.
  await ctx.clickhouse.command(
    `INSERT INTO consent (customer, purpose, channel, granted, at)
     SELECT number, 'marketing', 'push', 0, '2026-10-01 00:00:00' FROM numbers(1, ${customers}) WHERE number % 5 = 0`,
  )
  await ctx.clickhouse.command(
    `INSERT INTO touch (customer, at, touch, channel, outcome)
     SELECT number, '2026-11-01 01:00:00', generateUUIDv4(), 'sms', 'queued' FROM numbers(1, ${customers}) WHERE number % 7 = 0`,
  )
  const file = journeyFile('rehearsed', graph.nodes, {
    next: 'keep_out',
    policy: { consent: 'opt_out', caps: [{ limit: 2, days: 7 }], quietHours: null },
  })
  await applyJourneyDefinitions(ctx, {
    ...file,
    journeys: (file.journeys ?? []).map((journey) => ({ ...journey, publish: false })),
  })
  before = await everythingStored()
  dry = await runDryRun(ctx, 'rehearsed', graph, {})
})
afterAll(() => test.close())

describe('a dry run', () => {
  it('leaves every table of both stores as it was', async () => {
    expect(await everythingStored()).toEqual(before)
  })

  it('counts everybody at every node, and what the gate would say', () => {
    expect(dry.audience).toBe(customers)
    expect(dry.entered).toBe(customers)
    expect(dry.inside).toBe(0)
    expect(dry.heldOut).toBeGreaterThan(customers * 0.07)
    expect(dry.heldOut + dry.left).toBe(customers)
    expect(dry.suppressed['cap']).toBeGreaterThan(0)
    expect(dry.suppressed['no_consent'] ?? 0).toBeGreaterThan(0)
  })

  it('adds up what it would cost by the price of the channel', async () => {
    await sql`UPDATE channel_setting SET cost_micros = 45000 WHERE channel = 'push'`.execute(
      test.ctx.postgres,
    )
    const { cost, channels } = await runDryRun(test.ctx, 'rehearsed', graph, {})
    const queued = channels.find(({ channel }) => channel === 'push')?.queued ?? 0
    expect(queued).toBeGreaterThan(0)
    expect(cost).toMatchObject({ currency: 'CNY', total: Math.round(queued * 4.5), unpriced: [] })
  })

  it('says that goals and answers to come are not known', () => {
    expect(dry.remarks.map(({ en }) => en).join()).toContain('goals and waits for events all time out')
  })

  it('stops when it is cancelled, and leaves nothing behind', async () => {
    const cancelled = new AbortController()
    const run = runDryRun(
      test.ctx,
      'rehearsed',
      graph,
      {},
      {
        signal: cancelled.signal,
        onProgress: async (fraction) => {
          if (fraction > 0) cancelled.abort(new Error('cancelled'))
        },
      },
    )
    await expect(run).rejects.toThrow('cancelled')
    const { rows } = await sql`SELECT 1 FROM pg_namespace WHERE nspname LIKE 'scratch%'`.execute(
      test.ctx.postgres,
    )
    expect(rows).toEqual([])
  })

  it('agrees with the real run, node by node and edge by edge', async () => {
    const { ctx, clock } = test
    await publishJourney(ctx, 'rehearsed')
    for (let hours = 0; hours <= 6 * 24; hours += 6) {
      await tickJourneys(ctx)
      clock.advance(6 * hour)
    }
    const real = await readCounts(ctx, 'rehearsed')
    expect(real.edges.toSorted(byName)).toEqual(dry.edges.toSorted(byName))
    expect(real.nodes.map(withoutReceipts)).toEqual(dry.nodes.map(withoutReceipts))
    expect(real.channels.map(({ queued, suppressed }) => ({ queued, suppressed }))).toEqual(
      dry.channels.map(({ queued, suppressed }) => ({ queued, suppressed })),
    )
  })
})

const byName = (a: { from: string; to: string }, b: { from: string; to: string }): number =>
  `${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1

/** The simulator answers for each touch by its own hash; how many are queued and refused does not depend on that. */
function withoutReceipts({ contacts, ...node }: DryRunResult['nodes'][number]): object {
  return { ...node, queued: contacts?.queued, suppressed: contacts?.suppressed }
}
