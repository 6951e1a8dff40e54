import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { readTagGroup } from './list-tag-groups.ts'
import { refreshTagsJob } from './refresh-tags-job.ts'

/**
 * Queue the refresh of one group.
 * @returns the job's id; null when a refresh of this group waits already
 * @throws AppError not_found
 */
export async function requestRefresh(
  ctx: Context,
  group: string,
  asOf: string | undefined,
): Promise<{ job: string | null }> {
  await readTagGroup(ctx, group)
  const job = await ctx.jobs.enqueue(
    refreshTagsJob,
    { groups: [group], asOf },
    { key: `${group} ${asOf ?? ''}`, requestedBy: ctx.actor.name },
  )
  await ctx.postgres.transaction().execute((transaction) =>
    writeAudit(transaction, ctx, {
      action: 'tag_group.refresh',
      objectKind: 'tag_group',
      objectId: group,
      detail: { asOf: asOf ?? null, job },
    }),
  )
  return { job }
}
