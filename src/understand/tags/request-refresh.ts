import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { readTagGroup } from './list-tag-groups.ts'
import { refreshTagsJob } from './refresh-tags-job.ts'

/**
 * Queue the refresh of one group, and on request of the groups that are computed from it.
 * @returns the job's id; null when a refresh of this group waits already
 * @throws AppError not_found
 */
export async function requestRefresh(
  ctx: Context,
  group: string,
  { asOf, dependants = false }: { readonly asOf?: string | undefined; readonly dependants?: boolean } = {},
): Promise<{ job: string | null }> {
  const { tags, dependants: reading } = await readTagGroup(ctx, group)
  if (tags === 0)
    throw new AppError('conflict', `The tag group "${group}" has no tags to refresh: add one first`)
  const groups = [group, ...(dependants ? reading : [])]
  const job = await ctx.jobs.enqueue(
    refreshTagsJob,
    { groups, asOf },
    { key: `${groups.join(' ')} ${asOf ?? ''}`, requestedBy: ctx.actor.name },
  )
  await ctx.postgres.transaction().execute((transaction) =>
    writeAudit(transaction, ctx, {
      action: 'tag_group.refresh',
      objectKind: 'tag_group',
      objectId: group,
      detail: { asOf: asOf ?? null, groups, job },
    }),
  )
  return { job }
}
