import { z } from 'zod'
import { defineJob } from '../../../platform/jobs/jobs.ts'
import { tellWebhooks } from './tell-webhooks.ts'

/** Every minute: other systems are told what the webhook nodes of journeys say. */
export const tellWebhooksJob = defineJob({
  name: 'tell-journey-webhooks',
  input: z.object({}),
  retries: 0,
  concurrency: 1,
  schedule: '* * * * *',
  run: async (ctx, _input, run) => {
    await tellWebhooks(ctx, run.signal)
  },
})
