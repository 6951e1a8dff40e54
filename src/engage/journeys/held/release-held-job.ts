import { z } from 'zod'
import { defineJob } from '../../../platform/jobs/jobs.ts'
import { releaseHeld } from './release-held.ts'

/** Every minute: ask the gate again about contacts that waited long enough, and queue those it lets pass. */
export const releaseHeldJob = defineJob({
  name: 'release-held-touches',
  input: z.object({}),
  retries: 0,
  concurrency: 1,
  schedule: '* * * * *',
  run: async (ctx, _input, run) => {
    await releaseHeld(ctx, run.signal)
  },
})
