import { z } from 'zod'
import { defineJob } from '../../../platform/jobs/jobs.ts'
import { writeHappenings } from './write-happenings.ts'

/** Every minute: what happened in journeys becomes events. */
export const writeHappeningsJob = defineJob({
  name: 'write-happenings',
  input: z.object({}),
  retries: 0,
  concurrency: 1,
  schedule: '* * * * *',
  run: async (ctx, _input, run) => {
    await writeHappenings(ctx, run.signal, { rests: true })
  },
})
