import { z } from 'zod'
import { defineJob } from '../../platform/jobs/jobs.ts'
import { checkAlerts } from './check-alerts.ts'
import { tellFindings } from './tell-findings.ts'

/** Every ten minutes: days whose values have come since are looked at; mostly there is nothing to do. */
export const checkAlertsJob = defineJob({
  name: 'check-alerts',
  input: z.object({}),
  retries: 0,
  concurrency: 1,
  schedule: '*/10 * * * *',
  run: async (ctx, _input, run) => {
    await checkAlerts(ctx, run.signal)
  },
})

/** Every minute: who is to be told of findings is told. */
export const tellFindingsJob = defineJob({
  name: 'tell-findings',
  input: z.object({}),
  retries: 0,
  concurrency: 1,
  schedule: '* * * * *',
  run: async (ctx, _input, run) => {
    await tellFindings(ctx, run.signal)
  },
})
