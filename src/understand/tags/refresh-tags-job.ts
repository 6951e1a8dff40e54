import { z } from 'zod'
import { AppError } from '../../platform/errors.ts'
import { defineJob } from '../../platform/jobs/jobs.ts'
import { calendarDay, definitionKey } from '../rules/index.ts'
import { refreshTagGroups } from './refresh-tag-groups.ts'

/** Nightly for every group, or on request for some. */
export const refreshTagsJob = defineJob({
  name: 'refresh-tags',
  input: z.object({ groups: z.array(definitionKey).optional(), asOf: calendarDay.optional() }),
  retries: 2,
  concurrency: 1,
  schedule: '30 1 * * *',
  run: async (ctx, input, run) => {
    const results = await refreshTagGroups(ctx, {
      ...input,
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
