import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { writeAudit } from '../../govern/audit/index.ts'
import type { ImportReport, RejectedRows, TargetCounts } from './import-report.ts'
import { loadTarget, type LoadedTarget } from './load-target.ts'
import { openDelivery } from './open-delivery.ts'
import { mappingsOf } from './plan-mappings.ts'
import { type Plan, type TargetName, targetNames } from './schema.ts'
import { dropScratch } from './scratch.ts'
import { finishRun, startRun, withImportLock } from './store.ts'

export interface ImportInput {
  readonly plan: Plan
  /** Folder of the delivery; absolute. */
  readonly directory: string
  /** Import the bank as it stood at the end of this day (YYYY-MM-DD); later rows are left for a later import. */
  readonly asOf?: string | undefined
  /** Told before each target is loaded and after it. */
  readonly progress?: (target: TargetName, counts?: TargetCounts) => void
}

/**
 * Bring a delivery of files into the store as its plan says. Bad rows are refused one by one with file, line and
 * reason; running the same plan on the same files again changes nothing; a run that was interrupted is completed by
 * running it again.
 * @throws AppError conflict when another import runs, invalid_definition or not_found when plan and files do not fit
 */
export async function runImport(ctx: Context, input: ImportInput): Promise<ImportReport> {
  return withImportLock(
    ctx,
    async () => {
      const run = await startRun(ctx, input.plan.name, input.asOf)
      const loaded: LoadedTarget[] = []
      try {
        await dropScratch(ctx.clickhouse)
        const delivery = await openDelivery(ctx, input.directory, input.plan)
        const wanted = targetNames.filter((name) => isMapped(input.plan, name))
        for (const name of wanted) {
          input.progress?.(name)
          const target = await loadTarget(ctx, { ...input, run, delivery }, name)
          loaded.push(target)
          input.progress?.(name, target.counts)
        }
        await finish(ctx, run, input, 'succeeded', loaded)
      } catch (error) {
        await finish(ctx, run, input, 'failed', loaded)
        throw error
      } finally {
        await dropScratch(ctx.clickhouse)
      }
      return report(run, input, loaded)
    },
    () => new AppError('conflict', 'Another import is running on this store: wait until it has ended'),
  )
}

function isMapped(plan: Plan, name: TargetName): boolean {
  return mappingsOf(plan, name).length > 0 || (name === 'balances' && !Array.isArray(plan.balances))
}

function report(run: number, input: ImportInput, loaded: readonly LoadedTarget[]): ImportReport {
  return {
    run,
    plan: input.plan.name,
    asOf: input.asOf ?? null,
    newCustomers: loaded.reduce((sum, target) => sum + target.newCustomers, 0),
    targets: Object.fromEntries(loaded.map((target) => [target.name, target.counts])),
    rejected: rejectedOf(loaded),
  }
}

function rejectedOf(loaded: readonly LoadedTarget[]): RejectedRows[] {
  return loaded.flatMap((target) => target.rejected)
}

async function finish(
  ctx: Context,
  run: number,
  input: ImportInput,
  state: 'succeeded' | 'failed',
  loaded: readonly LoadedTarget[],
): Promise<void> {
  const { targets, newCustomers } = report(run, input, loaded)
  await ctx.postgres.transaction().execute(async (transaction) => {
    await finishRun(transaction, ctx, run, { state, counts: targets, rejected: rejectedOf(loaded) })
    await writeAudit(transaction, ctx, {
      action: 'import.run',
      objectKind: 'import',
      objectId: String(run),
      detail: { plan: input.plan.name, asOf: input.asOf ?? null, state, newCustomers, targets },
    })
  })
}
