import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { sizesWithinScope } from '../sizes-within-scope.ts'
import { segmentTables } from '../store.ts'
import type { trendQuery, trendView } from './schema.ts'

const mostPoints = 1000

/**
 * How a segment grew and shrank: its snapshots of some days of the business time zone, the oldest first. Within a
 * data scope those whose members are kept: the others can no longer be counted.
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
  if (ctx.actor.organisations !== null) rows = rows.where('dropped_at', 'is', null)
  if (from !== undefined) rows = rows.where(day, '>=', from)
  if (to !== undefined) rows = rows.where(day, '<=', to)
  const found = await rows.execute()
  const points = found
    .slice(0, mostPoints)
    .toReversed()
    .map(({ as_of, ...point }) => ({ ...point, asOf: as_of.toISOString() }))
  return {
    points: await sizesWithinScope(
      ctx,
      points.map((stored) => ({ segmentId: segment.id, stored })),
    ),
    truncated: found.length > mostPoints,
  }
}
