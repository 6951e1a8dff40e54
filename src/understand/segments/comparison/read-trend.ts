import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { segmentTables } from '../store.ts'
import type { trendQuery, trendView } from './schema.ts'

const mostPoints = 1000

/**
 * How a segment grew and shrank: its snapshots of some days of the business time zone, the oldest first.
 * @throws AppError not_found
 */
export async function readTrend(
  ctx: Context,
  key: string,
  { from, to }: z.output<typeof trendQuery>,
): Promise<z.output<typeof trendView>> {
  const db = segmentTables(ctx.postgres)
  const segment = await db.selectFrom('segment').select('id').where('key', '=', key).executeTakeFirst()
  if (!segment) throw new AppError('not_found', `There is no segment "${key}"`)
  const day = sql<string>`(as_of AT TIME ZONE ${ctx.config.timezone})::date`
  let rows = db
    .selectFrom('segment_snapshot')
    .select(['version', 'as_of', 'customers', 'added', 'removed'])
    .where('segment_id', '=', segment.id)
    .orderBy('version', 'desc')
    .limit(mostPoints + 1)
  if (from !== undefined) rows = rows.where(day, '>=', from)
  if (to !== undefined) rows = rows.where(day, '<=', to)
  const found = await rows.execute()
  return {
    points: found
      .slice(0, mostPoints)
      .toReversed()
      .map(({ as_of, ...point }) => ({ ...point, asOf: as_of.toISOString() })),
    truncated: found.length > mostPoints,
  }
}
