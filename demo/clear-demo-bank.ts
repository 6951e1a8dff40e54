import { z } from 'zod'
import type { Context } from '../src/platform/context.ts'
import { campaignKey } from './campaign/campaign-graph.ts'
import type { DemoState } from './demo-state.ts'
import { demoTables } from './store.ts'

/** Every table of per-customer rows that the demo fills. */
const filledTables = [
  'customer',
  'contact_point',
  'identifier',
  'consent',
  'suppression',
  'relation',
  'holding',
  'ledger',
  'balance',
  'event',
  'journey_step',
  'journey_passage',
  'touch',
  'touch_receipt',
] as const

/** Take back what an interrupted load left, so that it can be done again with the same numbers. */
export async function clearDemoBank(ctx: Context, { first, customers }: DemoState): Promise<void> {
  const range = { first, last: first + customers - 1 }
  for (const table of filledTables) {
    const [left] = await ctx.clickhouse.query(
      `SELECT count() AS rows, countIf(customer BETWEEN {first:UInt32} AND {last:UInt32}) AS ours FROM ${table}`,
      range,
      z.object({ rows: z.coerce.number(), ours: z.coerce.number() }),
      { pool: 'long' },
    )
    if (left === undefined || left.ours === 0) continue
    // On a first start nothing else is there, and emptying is far quicker than deleting.
    await ctx.clickhouse.command(
      left.rows === left.ours
        ? `TRUNCATE TABLE ${table} SYNC`
        : `ALTER TABLE ${table} DELETE WHERE customer BETWEEN {first:UInt32} AND {last:UInt32}`,
      range,
      { pool: 'long', settings: left.rows === left.ours ? {} : { mutations_sync: 2 } },
    )
  }
  await ctx.postgres.transaction().execute(async (transaction) => {
    const db = demoTables(transaction)
    const journey = await db
      .selectFrom('journey')
      .select('id')
      .where('key', '=', campaignKey)
      .executeTakeFirst()
    if (journey === undefined) return
    await db.deleteFrom('effect_report').where('journey_id', '=', journey.id).execute()
    await db.deleteFrom('dispatch').where('journey_id', '=', journey.id).execute()
    await db.deleteFrom('journey_occupancy').where('journey_id', '=', journey.id).execute()
    await db.deleteFrom('journey_cohort').where('journey_id', '=', journey.id).execute()
    await db.deleteFrom('journey_tick').where('journey_id', '=', journey.id).execute()
    await db.deleteFrom('journey_version').where('journey_id', '=', journey.id).execute()
    await db.deleteFrom('journey').where('id', '=', journey.id).execute()
  })
}
