import { z } from 'zod'
import type { Context, Postgres } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { effectTables } from '../nodes/index.ts'
import { journeyTables } from '../store.ts'
import {
  countUncommitted,
  deleteUncommittedEffects,
  deleteUncommittedPassages,
  deleteUncommittedSteps,
  deleteUncommittedTouches,
} from './queries/delete-open-tick.ts'

const markStart = 'banyan journeys '

/** Marks the statements of some journeys in ClickHouse's process list. */
export const statementMark = (journeyIds: readonly number[]): string => markStart + journeyIds.join(',')

/**
 * Remove what a tick left behind that never committed. A tick announces itself in `open_tick` before it writes, so
 * without an announcement there is nothing to look for. Statements of a worker that died may still be running in a
 * remote ClickHouse: they are stopped first, or they would write after the deletion.
 */
export async function recoverJourney(ctx: Context, connection: Postgres, journeyId: number): Promise<void> {
  const db = journeyTables(connection)
  const journey = await db
    .selectFrom('journey')
    .select(['committed_tick', 'open_tick'])
    .where('id', '=', journeyId)
    .executeTakeFirstOrThrow()
  if (journey.open_tick === null) return
  if (journey.open_tick > journey.committed_tick) {
    await stopStatements(ctx, journeyId)
    const above = { journey: journeyId, committed: journey.committed_tick }
    const [left] = await countUncommitted(ctx.clickhouse, above)
    if (left && left.steps > 0) await deleteUncommittedSteps(ctx.clickhouse, above)
    if (left && left.passages > 0) await deleteUncommittedPassages(ctx.clickhouse, above)
    if (left && left.touches > 0) await deleteUncommittedTouches(ctx.clickhouse, above)
    for (const table of effectTables) await deleteUncommittedEffects(ctx, table, above)
    ctx.log.warn(
      { journey: journeyId, tick: journey.open_tick, ...left },
      'an unfinished tick was taken back',
    )
  }
  await db.updateTable('journey').set({ open_tick: null }).where('id', '=', journeyId).execute()
}

async function stopStatements(ctx: Context, journeyId: number): Promise<void> {
  const comment = `Settings['log_comment']`
  const mine = `startsWith(${comment}, {mark:String})
    AND has(splitByChar(',', substring(${comment}, length({mark:String}) + 1)), {journey:String})`
  const parameters = { mark: markStart, journey: String(journeyId) }
  await ctx.clickhouse.command(`KILL QUERY WHERE ${mine} ASYNC`, parameters)
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const [row] = await ctx.clickhouse.query(
      `SELECT count() AS running FROM system.processes WHERE ${mine}`,
      parameters,
      z.object({ running: z.coerce.number() }),
    )
    if (row?.running === 0) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new AppError(
    'unavailable',
    `A statement of journey ${journeyId} left by a stopped worker is still running in ClickHouse: the journey goes on when it has ended`,
  )
}
