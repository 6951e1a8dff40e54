import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { cutPage, decodeCursor, type pageQuery } from '../../platform/http/route-kit.ts'
import type { SnapshotView } from './schema.ts'
import { sizesWithinScope } from './sizes-within-scope.ts'
import { segmentTables } from './store.ts'

/**
 * Committed snapshots of a segment, newest first. Within a data scope only those whose members are kept: the others can no
 * longer be counted.
 * @throws AppError not_found
 */
export async function listSnapshots(
  ctx: Context,
  key: string,
  query: z.output<typeof pageQuery>,
): Promise<{ items: SnapshotView[]; next: string | null }> {
  const db = segmentTables(ctx.postgres)
  const segment = await db.selectFrom('segment').select('id').where('key', '=', key).executeTakeFirst()
  if (!segment) throw new AppError('not_found', `There is no segment "${key}"`)
  let rows = db
    .selectFrom('segment_snapshot')
    .selectAll()
    .where('segment_id', '=', segment.id)
    .orderBy('version', 'desc')
    .limit(query.limit + 1)
  if (ctx.actor.organisations !== null) rows = rows.where('dropped_at', 'is', null)
  if (query.cursor !== undefined) {
    rows = rows.where(
      'version',
      '<',
      decodeCursor(
        query.cursor,
        z
          .number()
          .int()
          .min(0)
          .max(2 ** 31 - 1),
      ),
    )
  }
  const found = await rows.execute()
  const { items: page, next } = cutPage(found, query.limit, ({ version }) => version)
  const views = page.map(
    ({ version, customers, added, removed, as_of, created_at, pins, dropped_at }): SnapshotView => ({
      version,
      customers,
      added,
      removed,
      asOf: as_of.toISOString(),
      createdAt: created_at.toISOString(),
      pins,
      dropped: dropped_at !== null,
    }),
  )
  return {
    items: await sizesWithinScope(
      ctx,
      views.map((stored) => ({ segmentId: segment.id, stored })),
    ),
    next,
  }
}
