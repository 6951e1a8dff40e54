import type { z } from 'zod'
import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { readTrial } from './read-trials.ts'
import type { Trial } from './trial.ts'

/** Stop a trial that waits or runs. @throws AppError not_found, also when its job has ended */
export async function cancelTrial<Request extends z.ZodType, Result extends z.ZodType>(
  ctx: Context,
  trial: Trial<Request, Result>,
  key: string,
  id: string,
): Promise<void> {
  await readTrial(ctx, trial, key, id)
  await ctx.jobs.cancel(id)
  await ctx.postgres.transaction().execute((transaction) =>
    writeAudit(transaction, ctx, {
      action: `journey.cancel_${trial.action}`,
      objectKind: 'journey',
      objectId: key,
      detail: { id },
    }),
  )
}
