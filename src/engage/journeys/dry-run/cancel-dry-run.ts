import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { readDryRun } from './read-dry-runs.ts'

/** Stop a dry run that waits or runs. @throws AppError not_found, also when it has ended */
export async function cancelDryRun(ctx: Context, key: string, id: string): Promise<void> {
  await readDryRun(ctx, key, id)
  await ctx.jobs.cancel(id)
  await ctx.postgres.transaction().execute((transaction) =>
    writeAudit(transaction, ctx, {
      action: 'journey.cancel_dry_run',
      objectKind: 'journey',
      objectId: key,
      detail: { dryRun: id },
    }),
  )
}
