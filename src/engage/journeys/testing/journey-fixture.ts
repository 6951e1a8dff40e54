import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import type { JourneyDefinitions, JourneyGraphInput } from '../schema.ts'

/** For tests and benchmarks: a committed snapshot of customers 1…n (or the next n) under a segment key. */
export async function takeSnapshot(ctx: Context, key: string, from: number, to: number): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    INSERT INTO segment (key, name, rule, created_by) VALUES (${key}, '{"zh-CN":"客群","en":"Segment"}', '{"all":[]}', 'test')
    ON CONFLICT (key) DO UPDATE SET updated_at = now() RETURNING id`.execute(ctx.postgres)
  const segment = rows[0]?.id ?? 0
  const taken = await sql<{ version: number }>`
    SELECT coalesce(max(version), 0) + 1 AS version FROM segment_snapshot WHERE segment_id = ${segment}`.execute(
    ctx.postgres,
  )
  const version = taken.rows[0]?.version ?? 1
  await ctx.clickhouse.command(
    `INSERT INTO segment_member
     SELECT {segment:UInt32}, {version:UInt32}, number FROM numbers({from:UInt64}, {count:UInt64})`,
    { segment, version, from, count: to - from + 1 },
    { pool: 'long' },
  )
  await sql`
    INSERT INTO segment_snapshot (segment_id, version, rule, customers, added, removed, as_of)
    VALUES (${segment}, ${version}, '{"all":[]}', ${to - from + 1}, 0, 0, ${ctx.clock.now()})`.execute(
    ctx.postgres,
  )
}

/** A journey file with one push template, open gates, and one journey over segment `everyone`. */
export function journeyFile(
  key: string,
  nodes: JourneyGraphInput['nodes'],
  more: {
    next: string
    policy?: JourneyDefinitions['contactPolicy']
    measure?: JourneyGraphInput['measure']
  },
): JourneyDefinitions {
  return {
    contactPolicy: more.policy ?? { consent: 'opt_out', caps: [], quietHours: null },
    templates: [
      {
        key: 'hello',
        channel: 'push',
        name: { 'zh-CN': '问候', en: 'Greeting' },
        body: { 'zh-CN': '您好，{{name}}', en: 'Hello {{name}}' },
      },
    ],
    journeys: [
      {
        key,
        name: { 'zh-CN': '旅程', en: 'Journey' },
        graph: { entry: { segment: 'everyone', next: more.next }, nodes, measure: more.measure },
      },
    ],
  }
}

/** Where everybody stands according to ClickHouse alone: node → customers. */
export async function standingInClickHouse(
  ctx: Context,
  journey: number,
  committed: number,
): Promise<Map<string, number>> {
  const rows = await ctx.clickhouse.query(
    `SELECT place, count() AS customers FROM (
       SELECT customer, argMax(node, tick) AS place FROM journey_step
       WHERE journey = {journey:UInt32} AND tick <= {committed:UInt32} GROUP BY customer)
     GROUP BY place ORDER BY place`,
    { journey, committed },
    z.object({ place: z.string(), customers: z.coerce.number() }),
  )
  return new Map(rows.map((row) => [row.place, row.customers]))
}
