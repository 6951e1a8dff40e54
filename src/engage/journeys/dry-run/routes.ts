import { trialRoutes } from '../trials/trial-routes.ts'
import { requestDryRun } from './request-dry-run.ts'
import { dryRun } from './schema.ts'

export const dryRunRoutes = trialRoutes(
  dryRun,
  {
    start: 'dry-run',
    list: 'dry-runs',
    summary:
      'Run the draft over its real audience in the background: counts and cost, nothing sent or changed',
  },
  requestDryRun,
)
