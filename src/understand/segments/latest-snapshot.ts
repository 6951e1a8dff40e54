import type { Context } from '../../platform/context.ts'
import { segmentTables } from './store.ts'

/** A committed snapshot: members are the `segment_member` rows of (segmentId, version). */
export interface CommittedSnapshot {
  readonly segmentId: number
  readonly version: number
  readonly customers: number
  readonly asOf: Date
}

/** The newest committed snapshot of a segment; null when there is none (or no such segment). */
export async function latestSnapshot(ctx: Context, key: string): Promise<CommittedSnapshot | null> {
  const row = await segmentTables(ctx.postgres)
    .selectFrom('segment')
    .innerJoin('segment_snapshot', 'segment_snapshot.segment_id', 'segment.id')
    .select([
      'segment_snapshot.segment_id as segmentId',
      'segment_snapshot.version',
      'segment_snapshot.customers',
      'segment_snapshot.as_of as asOf',
    ])
    .where('segment.key', '=', key)
    .orderBy('segment_snapshot.version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}
