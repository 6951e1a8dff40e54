import { sql } from 'kysely'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { lockSegment } from './lock-segment.ts'
import { segmentTables } from './store.ts'

/**
 * Say how many snapshots of a segment keep their members; the next snapshot deletes those of older ones.
 * @returns the segment's new version
 * @throws AppError not_found, precondition_failed
 */
export async function setRetention(
  ctx: Context,
  key: string,
  version: number,
  keepSnapshots: number,
): Promise<number> {
  return ctx.postgres.transaction().execute(async (transaction) => {
    const segment = await lockSegment(transaction, key, version)
    if (segment.keep_snapshots === keepSnapshots) return version
    await segmentTables(transaction)
      .updateTable('segment')
      .set({ keep_snapshots: keepSnapshots, version: version + 1, updated_at: ctx.clock.now() })
      .where('id', '=', segment.id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'segment.keep_snapshots',
      objectKind: 'segment',
      objectId: String(segment.id),
      detail: { key, before: segment.keep_snapshots, after: keepSnapshots },
    })
    return version + 1
  })
}

/**
 * Keep the members of a snapshot for as long as `by` needs them, or no longer.
 * @throws AppError not_found, conflict when its members were deleted already
 */
export async function pinSnapshot(
  ctx: Context,
  key: string,
  version: number,
  by: string,
  pinned: boolean,
): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const snapshot = await segmentTables(transaction)
      .selectFrom('segment_snapshot')
      .innerJoin('segment', 'segment.id', 'segment_snapshot.segment_id')
      .select(['segment.id', 'dropped_at', 'pins'])
      .where('segment.key', '=', key)
      .where('segment_snapshot.version', '=', version)
      .forUpdate()
      .executeTakeFirst()
    if (!snapshot) throw new AppError('not_found', `The segment "${key}" has no snapshot ${version}`)
    if (snapshot.dropped_at)
      throw new AppError('conflict', `The members of snapshot ${version} of "${key}" were deleted already`)
    if (snapshot.pins.includes(by) === pinned) return
    await segmentTables(transaction)
      .updateTable('segment_snapshot')
      .set({ pins: pinned ? sql`array_append(pins, ${by})` : sql`array_remove(pins, ${by})` })
      .where('segment_id', '=', snapshot.id)
      .where('version', '=', version)
      .execute()
    await writeAudit(transaction, ctx, {
      action: pinned ? 'segment.pin_snapshot' : 'segment.unpin_snapshot',
      objectKind: 'segment',
      objectId: String(snapshot.id),
      detail: { key, version, by },
    })
  })
}
