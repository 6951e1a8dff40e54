import { trialJob } from '../trials/trial-job.ts'
import { runDryRun } from './run-dry-run.ts'
import { dryRun } from './schema.ts'

export const dryRunJob = trialJob('dry-run-journey', dryRun, runDryRun)
