import { z } from 'zod'
import { writeAudit } from '../../src/govern/audit/index.ts'
import { defineQuery } from '../../src/platform/clickhouse/define-query.ts'
import type { Context } from '../../src/platform/context.ts'
import { planted } from '../planted.ts'
import { demoTables } from '../store.ts'
import { campaignChannel, campaignGraph, campaignKey, campaignName } from './campaign-graph.ts'
import { fillJourneySteps, messageTick } from './fill-journey-steps.ts'
import { fillTouches, fillTouchReceipts } from './fill-touches.ts'

const instant = z.string().transform((text) => new Date(`${text.replace(' ', 'T')}Z`))
const journeyOnly = z.object({ journey: z.number().int() })

const countMoves = defineQuery({
  sql: `
    SELECT tick, origin, node, any(at) AS moved_at, count() AS customers
    FROM journey_step
    WHERE journey = {journey:UInt32}
    GROUP BY tick, origin, node
    ORDER BY tick, origin, node`,
  parameters: journeyOnly,
  row: z.object({
    tick: z.number(),
    origin: z.string(),
    node: z.string(),
    moved_at: instant,
    customers: z.coerce.number(),
  }),
  options: { pool: 'long' },
})

const countTouches = defineQuery({
  sql: 'SELECT reason, count() AS touches FROM touch WHERE journey = {journey:UInt32} GROUP BY reason ORDER BY reason',
  parameters: journeyOnly,
  row: z.object({ reason: z.string(), touches: z.coerce.number() }),
  options: { pool: 'long' },
})

/**
 * Write the past campaign as a finished journey: its steps, touches and receipts in ClickHouse first, then in one
 * PostgreSQL transaction the definition and the commit log that make them count.
 */
export async function saveCampaign(ctx: Context, options: { seed: number; asOf: string }): Promise<void> {
  const created = new Date(
    Date.parse(`${options.asOf}T09:00:00+08:00`) - (planted.campaign.daysBefore + 7) * 86_400_000,
  )
  const graph = JSON.stringify(campaignGraph)
  const { id: journey } = await demoTables(ctx.postgres)
    .insertInto('journey')
    .values({
      key: campaignKey,
      name: JSON.stringify(campaignName),
      description:
        '示例银行已结束的活动；真实效果见 demo/README.md。 Finished campaign of the demo bank; demo/README.md says what its true effect is.',
      status: 'draft',
      graph,
      published_version: null,
      committed_tick: 0,
      created_by: ctx.actor.name,
      created_at: created,
      updated_at: created,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const parameters = { journey, ...options }
  await fillJourneySteps(ctx.clickhouse, parameters)
  await fillTouches(ctx.clickhouse, parameters)
  await fillTouchReceipts(ctx.clickhouse, parameters)

  const moves = await countMoves(ctx.clickhouse, { journey })
  const touches = await countTouches(ctx.clickhouse, { journey })
  const queued = touches.find(({ reason }) => reason === '')?.touches ?? 0
  const suppressed = Object.fromEntries(
    touches.filter(({ reason }) => reason !== '').map((row) => [row.reason, row.touches]),
  )
  const last = moves.at(-1)
  if (last === undefined) return
  await ctx.postgres.transaction().execute(async (transaction) => {
    const db = demoTables(transaction)
    await db
      .insertInto('journey_version')
      .values({ journey_id: journey, version: 1, graph, published_at: created, published_by: ctx.actor.name })
      .execute()
    for (const [tick, moved] of Map.groupBy(moves, (move) => move.tick)) {
      await db
        .insertInto('journey_tick')
        .values({
          journey_id: journey,
          tick,
          at: moved[0]?.moved_at ?? created,
          moves: JSON.stringify(
            moved.map(({ origin, node, customers }) => ({ version: 1, from: origin, to: node, customers })),
          ),
          touches: JSON.stringify(
            tick === messageTick ? { queued, suppressed } : { queued: 0, suppressed: {} },
          ),
        })
        .execute()
    }
    await db
      .insertInto('journey_occupancy')
      .values([...standing(moves)].map(([node, customers]) => ({ journey_id: journey, node, customers })))
      .execute()
    await db
      .insertInto('dispatch')
      .values({
        journey_id: journey,
        tick: messageTick,
        channel: campaignChannel,
        queued,
        sent: queued,
        chunk: 1,
        state: 'done',
        updated_at: last.moved_at,
      })
      .execute()
    await db
      .updateTable('journey')
      .set({ status: 'finished', published_version: 1, committed_tick: last.tick, updated_at: last.moved_at })
      .where('id', '=', journey)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'journey.create',
      objectKind: 'journey',
      objectId: String(journey),
      detail: { key: campaignKey, demo: true },
    })
  })
}

/** Customers at each node after all moves. */
function standing(
  moves: readonly { origin: string; node: string; customers: number }[],
): Map<string, number> {
  const occupancy = new Map<string, number>()
  for (const { origin, node, customers } of moves) {
    occupancy.set(node, (occupancy.get(node) ?? 0) + customers)
    if (origin !== '') occupancy.set(origin, (occupancy.get(origin) ?? 0) - customers)
  }
  return occupancy
}
