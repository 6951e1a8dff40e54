import type { Context } from '../../../platform/context.ts'

type SnapshotTables = {
  segment: { id: number; key: string }
  segment_snapshot: { segment_id: number; version: number; customers: number }
}

/** The newest committed snapshot of a segment; undefined when it was never refreshed. */
export async function latestSnapshot(
  ctx: Pick<Context, 'postgres'>,
  key: string,
): Promise<{ segmentId: number; version: number } | undefined> {
  return ctx.postgres
    .withTables<SnapshotTables>()
    .selectFrom('segment_snapshot')
    .innerJoin('segment', 'segment.id', 'segment_snapshot.segment_id')
    .select(['segment.id as segmentId', 'segment_snapshot.version as version'])
    .where('segment.key', '=', key)
    .orderBy('segment_snapshot.version', 'desc')
    .limit(1)
    .executeTakeFirst()
}
