import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { cutPage, decodeCursor } from '../../../platform/http/route-kit.ts'
import { sizesWithinScope } from '../sizes-within-scope.ts'
import { segmentTables } from '../store.ts'
import { actorOf } from './request-export.ts'
import type { exportPage, exportQuery, ExportView } from './schema.ts'

/** Within a data scope one's own: how many rows others took is a figure of theirs. */
const rows = (ctx: Context) =>
  segmentTables(ctx.postgres)
    .selectFrom('segment_export')
    .innerJoin('segment', 'segment.id', 'segment_export.segment_id')
    .innerJoin('segment_snapshot', (join) =>
      join
        .onRef('segment_snapshot.segment_id', '=', 'segment_export.segment_id')
        .onRef('segment_snapshot.version', '=', 'segment_export.version'),
    )
    .selectAll('segment_export')
    .select(['segment.key', 'segment.name', 'segment_snapshot.customers'])
    .$if(ctx.actor.organisations !== null, (own) => own.where('segment_export.actor', '=', actorOf(ctx)))
/** A download that has run for so long after its ticket expired ended with its server, which could not write that down. */
const longestDownload = 6 * 3_600_000
type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number]

/** One page of the files that were asked for, newest first. */
export async function listExports(
  ctx: Context,
  { cursor, limit, segment }: z.output<typeof exportQuery>,
): Promise<z.output<typeof exportPage>> {
  let select = rows(ctx)
    .orderBy('segment_export.id', 'desc')
    .limit(limit + 1)
  if (segment !== undefined) select = select.where('segment.key', '=', segment)
  if (cursor !== undefined)
    select = select.where(
      'segment_export.id',
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
    items: await viewsOf(ctx, page),
    next,
  }
}

/** @throws AppError not_found */
export async function readExport(ctx: Context, id: number): Promise<ExportView> {
  const row = await rows(ctx).where('segment_export.id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no export ${id}`)
  const [view] = await viewsOf(ctx, [row])
  return view ?? viewOf(ctx, row)
}

async function viewsOf(ctx: Context, found: readonly Row[]): Promise<ExportView[]> {
  const sized = await sizesWithinScope(
    ctx,
    found.map((row) => ({
      segmentId: row.segment_id,
      stored: { row, version: row.version, customers: row.customers, added: 0, removed: 0 },
    })),
  )
  return sized.map(({ row, customers }) => viewOf(ctx, { ...row, customers }))
}

function viewOf(ctx: Context, row: Row): ExportView {
  const { id, version, customers, options, reason, bytes, sha256 } = row
  const past = ctx.clock.now().getTime() - row.expires_at.getTime()
  const lost = row.state === 'running' && past > longestDownload
  const state = row.state === 'ready' && past >= 0 ? 'expired' : lost ? 'failed' : row.state
  return {
    id,
    segment: row.key,
    segmentName: row.name,
    version,
    customers,
    fields: options.fields,
    tags: options.tags,
    unmasked: options.unmasked,
    reason,
    state,
    rows: row.rows,
    bytes,
    sha256,
    error: lost ? 'The server ended before the download did' : row.error,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    mine: state === 'ready' && row.actor === actorOf(ctx),
  }
}
