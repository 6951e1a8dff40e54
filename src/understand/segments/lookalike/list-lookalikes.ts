import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { cutPage, decodeCursor } from '../../../platform/http/route-kit.ts'
import { segmentTables } from '../store.ts'
import type { lookalikePage, lookalikeQuery, lookalikeSummary, lookalikeView } from './schema.ts'
import type { StoredLookalike } from './stored-lookalike.ts'

const rows = (ctx: Context) =>
  segmentTables(ctx.postgres)
    .selectFrom('lookalike')
    .innerJoin('segment', 'segment.id', 'lookalike.segment_id')
    .select([
      'lookalike.id',
      'lookalike.version',
      'lookalike.options',
      'lookalike.state',
      'lookalike.error',
      'lookalike.job',
      'lookalike.created_by',
      'lookalike.created_at',
      'lookalike.ended_at',
      'segment.key',
      'segment.name',
    ])
type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number]

/** One page of the lookalikes, newest first. */
export async function listLookalikes(
  ctx: Context,
  { cursor, limit, segment }: z.output<typeof lookalikeQuery>,
): Promise<z.output<typeof lookalikePage>> {
  let select = rows(ctx)
    .orderBy('lookalike.id', 'desc')
    .limit(limit + 1)
  if (segment !== undefined) select = select.where('segment.key', '=', segment)
  if (cursor !== undefined)
    select = select.where(
      'lookalike.id',
      '<',
      decodeCursor(
        cursor,
        z
          .number()
          .int()
          .max(2 ** 31 - 1),
      ),
    )
  const found = await select.execute()
  const { items: page, next } = cutPage(found, limit, ({ id }) => id)
  return {
    items: page.map(summaryOf),
    next,
  }
}

/** @throws AppError not_found */
export async function readLookalike(ctx: Context, id: number): Promise<z.output<typeof lookalikeView>> {
  const row = await rows(ctx).select('lookalike.result').where('lookalike.id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no lookalike ${id}`)
  return { ...summaryOf(row), result: row.result?.view ?? null }
}

/**
 * What a finished lookalike learned.
 * @throws AppError not_found, conflict while it is not ready
 */
export async function readyLookalike(
  ctx: Context,
  id: number,
): Promise<StoredLookalike & { readonly segment: string }> {
  const row = await rows(ctx).select('lookalike.result').where('lookalike.id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no lookalike ${id}`)
  if (row.state !== 'ready' || !row.result)
    throw new AppError('conflict', `The lookalike ${id} is ${row.state}: wait until it is ready`)
  return { ...row.result, segment: row.key }
}

function summaryOf(row: Row): z.output<typeof lookalikeSummary> {
  const { id, version, state, error, job } = row
  return {
    id,
    segment: row.key,
    segmentName: row.name,
    version,
    among: row.options.among ?? null,
    state,
    error,
    job,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  }
}
