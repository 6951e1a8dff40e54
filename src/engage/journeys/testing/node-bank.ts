import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { applyTagDefinitions } from '../../../understand/tags/index.ts'
import { applyJourneyDefinitions } from '../apply-journey-definitions.ts'
import type { JourneyGraphInput } from '../schema.ts'
import { journeyFile, takeSnapshot } from './journey-fixture.ts'

/** A bank of customers 1…n for tests of nodes, all in the segment `everyone`. */
export async function openNodeBank(ctx: Context, customers: number): Promise<void> {
  await ctx.clickhouse.command(
    `INSERT INTO customer (customer, number, name, gender, birth_date, branch, manager, opened, updated)
     SELECT number, concat('N', toString(number)), concat('C', toString(number)), if(number % 2 = 0, 'female', 'male'),
            if(number % 10 = 0, NULL, addDays(toDate32('1990-02-01'), number)), concat('B', toString(number % 3)),
            if(number % 5 = 0, '', concat('M', toString(number % 4))), toDate32('2020-01-01'), now64()
     FROM numbers(1, ${customers})`,
  )
  await takeSnapshot(ctx, 'everyone', 1, customers)
  const name = { 'zh-CN': '手工', en: 'By hand' }
  await applyTagDefinitions(ctx, {
    groups: [
      {
        key: 'by_hand',
        name,
        source: 'import',
        schedule: 'manual',
        tags: [
          { key: 'mood', name, definition: { kind: 'imported', type: 'string' } },
          { key: 'call_day', name, definition: { kind: 'imported', type: 'date' } },
        ],
      },
    ],
  })
}

/** Publish a journey of everyone that starts at its first node. */
export async function runJourney(
  ctx: Context,
  key: string,
  nodes: JourneyGraphInput['nodes'],
): Promise<void> {
  await applyJourneyDefinitions(ctx, journeyFile(key, nodes, { next: Object.keys(nodes)[0] ?? '' }))
}

/** Who came to which node of a journey: node → customers in order. */
export async function arrivalsOf(ctx: Context, key: string): Promise<Record<string, number[]>> {
  const { id } = await ctx.postgres
    .withTables<{ journey: { id: number; key: string } }>()
    .selectFrom('journey')
    .select('id')
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  const rows = await ctx.clickhouse.query(
    `SELECT node, arraySort(groupUniqArray(customer)) AS customers FROM journey_step
     WHERE journey = {id:UInt32} GROUP BY node ORDER BY node`,
    { id },
    z.object({ node: z.string(), customers: z.array(z.number()) }),
  )
  return Object.fromEntries(rows.map((row) => [row.node, row.customers]))
}

/** Something that some customers do. */
export async function happen(
  ctx: Context,
  name: string,
  customers: readonly number[],
  at: Date,
  properties: Record<string, string> = {},
): Promise<void> {
  await ctx.clickhouse.command(
    `INSERT INTO event (at, received, name, kind, customer, source, channel, session, message_id, properties)
     SELECT {at:DateTime64(3)}, {at:DateTime64(3)}, {name:String}, 'track', customer, 1, 'app', '', '',
            {properties:Map(String, String)}
     FROM (SELECT arrayJoin({customers:Array(UInt32)}) AS customer)`,
    { at, name, customers: [...customers], properties },
  )
}
