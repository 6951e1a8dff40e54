import type { Context } from '../../platform/context.ts'
import { dropMembersExcept } from './queries/drop-members.ts'
import { segmentTables } from './store.ts'

/**
 * Keep the members of a segment's latest snapshots (as many as it says) and of pinned ones; delete those of the others.
 * What a process that died in between left is deleted the next time. Counts stay for ever: they are the trend.
 */
export async function dropOldMembers(ctx: Context, segmentId: number, signal?: AbortSignal): Promise<void> {
  const kept = await ctx.postgres.transaction().execute(async (transaction) => {
    const db = segmentTables(transaction)
    const segment = await db
      .selectFrom('segment')
      .select('keep_snapshots')
      .where('id', '=', segmentId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const oldest = await db
      .selectFrom('segment_snapshot')
      .select('version')
      .where('segment_id', '=', segmentId)
      .orderBy('version', 'desc')
      .offset(segment.keep_snapshots)
      .limit(1)
      .executeTakeFirst()
    if (!oldest) return null
    await db
      .updateTable('segment_snapshot')
      .set({ dropped_at: ctx.clock.now() })
      .where('segment_id', '=', segmentId)
      .where('version', '<=', oldest.version)
      .where('dropped_at', 'is', null)
      .where((is) => is(is.fn<number>('cardinality', ['pins']), '=', 0))
      .execute()
    const pinned = await db
      .selectFrom('segment_snapshot')
      .select('version')
      .where('segment_id', '=', segmentId)
      .where('version', '<=', oldest.version)
      .where('dropped_at', 'is', null)
      .execute()
    return { upTo: oldest.version, except: pinned.map(({ version }) => version) }
  })
  if (kept) await dropMembersExcept(ctx.clickhouse, { segment: segmentId, ...kept }, { pool: 'long', signal })
}
