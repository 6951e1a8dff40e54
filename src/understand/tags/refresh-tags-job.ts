import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { defineJob } from '../../platform/jobs/jobs.ts'
import { calendarDay, definitionKey } from '../rules/index.ts'
import { dueFor } from './due-for.ts'
import { dropLeftoverTables } from './past/past-days.ts'
import { refreshTagGroups } from './refresh-tag-groups.ts'
import { tagTables } from './store.ts'

/**
 * Every hour what is due by its schedule, or on request the given groups. A group that fails stays due, so the next hour
 * tries again; one that was missed while no process ran is caught up with.
 */
export const refreshTagsJob = defineJob({
  name: 'refresh-tags',
  input: z.object({ groups: z.array(definitionKey).optional(), asOf: calendarDay.optional() }),
  retries: 2,
  concurrency: 1,
  schedule: '30 * * * *',
  run: async (ctx, input, run) => {
    if (!input.groups) await dropLeftoverTables(ctx)
    const groups = input.groups ?? (await dueGroups(ctx))
    if (groups.length === 0) return run.progress(1, 'nothing is due')
    const results = await refreshTagGroups(ctx, {
      groups,
      asOf: input.asOf,
      signal: run.signal,
      onProgress: (fraction, message) => run.progress(fraction, message),
    })
    const failed = results.filter((result) => result.error !== null)
    if (failed.length > 0) {
      const reasons = failed.map((result) => `${result.group}: ${result.error}`).join('; ')
      throw new AppError('internal', `${failed.length} of ${results.length} tag groups failed: ${reasons}`)
    }
  },
})

/** Keys of the groups whose schedule wants values that they do not have yet. */
async function dueGroups(ctx: Context): Promise<string[]> {
  const rows = await tagTables(ctx.postgres)
    .selectFrom('tag_group')
    .select((is) => [
      'key',
      'schedule',
      'as_of',
      is
        .selectFrom('tag')
        .whereRef('tag.group_id', '=', 'tag_group.id')
        .where('tag.status', '!=', 'retired')
        .select(({ fn }) => fn.countAll<number>().as('tags'))
        .as('tags'),
    ])
    .execute()
  const now = ctx.clock.now()
  return rows.flatMap(({ tags, ...group }) =>
    dueFor({ ...group, tags: tags ?? 0 }, now, ctx.config.timezone) === null ? [] : [group.key],
  )
}
