import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { findDuplicatesJob } from './find-duplicates-job.ts'
import type { SearchInput } from './schema.ts'

/**
 * Queue a search for duplicates.
 * @returns the job's id; null when one waits already
 */
export async function requestSearch(ctx: Context, input: SearchInput): Promise<{ job: string | null }> {
  const job = await ctx.jobs.enqueue(findDuplicatesJob, input, { key: 'all', requestedBy: ctx.actor.name })
  await ctx.postgres.transaction().execute((transaction) =>
    writeAudit(transaction, ctx, {
      action: 'duplicate.request_search',
      objectKind: 'duplicate_search',
      objectId: job ?? 'waiting',
      detail: { ...input },
    }),
  )
  return { job }
}
