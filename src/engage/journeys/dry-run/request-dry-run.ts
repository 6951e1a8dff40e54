import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { requestTrial } from '../trials/request-trial.ts'
import { dryRunJob } from './dry-run-job.ts'
import { dryRun, type DryRunRequest } from './schema.ts'

const farthestPastDays = 366
const day = 86_400_000

/** Queue a dry run of the draft. @throws AppError like every trial, and invalid_request for a beginning that is to come */
export async function requestDryRun(
  ctx: Context,
  key: string,
  request: DryRunRequest,
): Promise<{ id: string }> {
  const now = ctx.clock.now().getTime()
  if (request.from !== undefined) {
    const from = Date.parse(request.from)
    if (from > now || from < now - farthestPastDays * day) {
      throw new AppError('invalid_request', 'A dry run begins now or at most 366 days ago', {
        details: [{ path: '/from', message: 'is in the future or too long ago' }],
      })
    }
  }
  return requestTrial(ctx, dryRun, dryRunJob, key, request)
}
