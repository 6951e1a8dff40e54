import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { readSegment } from './list-segments.ts'
import { snapshotSegmentJob } from './snapshot-segment-job.ts'

/**
 * Queue a snapshot of a segment as of now.
 * @returns the job's id; null when one waits already
 * @throws AppError not_found
 */
export async function requestSnapshot(ctx: Context, key: string): Promise<{ job: string | null }> {
  await readSegment(ctx, key)
  const job = await ctx.jobs.enqueue(
    snapshotSegmentJob,
    { segment: key },
    { key, requestedBy: ctx.actor.name },
  )
  await ctx.postgres.transaction().execute((transaction) =>
    writeAudit(transaction, ctx, {
      action: 'segment.request_snapshot',
      objectKind: 'segment',
      objectId: key,
      detail: { job },
    }),
  )
  return { job }
}
