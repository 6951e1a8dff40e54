import { z } from 'zod'
import { defineJob } from '../../../platform/jobs/jobs.ts'
import { findLookalikes } from './find-lookalikes.ts'

export const findLookalikesJob = defineJob({
  name: 'find-lookalikes',
  input: z.object({ lookalike: z.number().int() }),
  retries: 1,
  concurrency: 1,
  run: (ctx, { lookalike }, run) => findLookalikes(ctx, lookalike, run),
})
