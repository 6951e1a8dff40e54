import { z } from 'zod'
import { defineJob } from '../../../platform/jobs/jobs.ts'
import { handOverTagValues } from './hand-over-tag-values.ts'

/** Every minute: what journeys set becomes values of the tags, and their groups are refreshed. */
export const setJourneyTagsJob = defineJob({
  name: 'set-journey-tags',
  input: z.object({}),
  retries: 0,
  concurrency: 1,
  schedule: '* * * * *',
  run: async (ctx) => {
    await handOverTagValues(ctx)
  },
})
