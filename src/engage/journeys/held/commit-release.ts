import { z } from 'zod'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { Context, Postgres } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { journeyTables } from '../store.ts'
import type { TickTouches } from '../ticks/queries/count-tick.ts'
import { summariseTouches } from '../ticks/save-ticks.ts'
import { type DueHold, holdsOf, type Release } from './holds.ts'

/**
 * Make the rows of a release count: one transaction writes its tick, what is to be sent, what is held on, and what is
 * left of the holds it looked at.
 */
export async function commitRelease(
  ctx: Context,
  connection: Postgres,
  release: Release,
  touches: readonly TickTouches[],
): Promise<void> {
  const { journey, tick, now, holds } = release
  const left = await countLeft(ctx, release)
  await connection.transaction().execute(async (transaction) => {
    const db = journeyTables(transaction)
    for (const { journey_id, tick: heldBy, version, node, channel, reason } of holds) {
      const hold = { journey_id, tick: heldBy, version, node, channel, reason }
      const rest = left.find((row) => isOf(row, hold))
      if (rest)
        await db
          .updateTable('touch_hold')
          .set({ held: rest.held, until: rest.until, released: now })
          .where((is) => is.and(hold))
          .execute()
      else
        await db
          .deleteFrom('touch_hold')
          .where((is) => is.and(hold))
          .execute()
    }
    const held = holdsOf(journey, tick, touches)
    if (held.length > 0) await db.insertInto('touch_hold').values(held).execute()
    await db
      .insertInto('journey_tick')
      .values({
        journey_id: journey,
        tick,
        at: now,
        moves: '[]',
        touches: JSON.stringify(summariseTouches(touches)),
      })
      .execute()
    const queued = touches.filter(({ outcome }) => outcome === 'queued')
    if (queued.length > 0) {
      await db
        .insertInto('dispatch')
        .values(
          queued.map((row) => ({
            journey_id: journey,
            tick,
            channel: row.channel,
            queued: row.touches,
            state: 'pending' as const,
            updated_at: now,
            error: null,
          })),
        )
        .execute()
    }
    const { numUpdatedRows } = await db
      .updateTable('journey')
      .set({ open_tick: null, committed_tick: tick })
      .where('id', '=', journey)
      .where('open_tick', '=', tick)
      .where('committed_tick', '=', tick - 1)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) {
      throw new AppError('conflict', `Tick ${tick} of journey ${journey} was committed by another worker`)
    }
  })
}

const leftRow = z.object({
  tick: z.number(),
  version: z.number(),
  node: z.string(),
  channel: z.string(),
  reason: z.string(),
  held: z.coerce.number(),
  until: z.coerce.number().transform((milliseconds) => new Date(milliseconds)),
})
type Left = z.output<typeof leftRow>

const isOf = (row: Left, hold: Omit<DueHold, 'held' | 'until' | 'released'>): boolean =>
  row.tick === hold.tick &&
  row.version === hold.version &&
  row.node === hold.node &&
  row.channel === hold.channel &&
  row.reason === hold.reason

/** Touches of the same holds whose time has not come. */
async function countLeft(ctx: Context, { journey, holds, until }: Release): Promise<Left[]> {
  if (!until) return []
  const ticks = literal(
    holds.map(({ tick }) => tick),
    'Array(UInt32)',
  )
  return ctx.clickhouse.query(
    `SELECT tick, version, node, channel, reason, count() AS held, toUnixTimestamp64Milli(min(touch.until)) AS until
     FROM touch
     WHERE journey = ${journey} AND outcome = 'held' AND tick IN ${ticks} AND touch.until > ${literal(until, 'DateTime64(3)')}
     GROUP BY tick, version, node, channel, reason`,
    {},
    leftRow,
    { pool: 'long' },
  )
}
