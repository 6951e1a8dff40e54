import { z } from 'zod'
import { defineJob } from '../../../platform/jobs/jobs.ts'
import { sendMailings } from './send-mailings.ts'

/** Every minute: boards whose time has come, and those that somebody wants sent now, go out by mail. */
export const sendMailingsJob = defineJob({
  name: 'send-dashboard-mailings',
  input: z.object({}),
  retries: 0,
  concurrency: 1,
  schedule: '* * * * *',
  run: async (ctx, _input, run) => {
    await sendMailings(ctx, run.signal)
  },
})
