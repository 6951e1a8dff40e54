import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { changedMeanwhile } from '../../../platform/http/route-kit.ts'
import { journeyTables } from '../store.ts'
import { lockJourney } from './lock-journey.ts'

/**
 * Delete a journey that was never published. One that was has a history, which is kept: it can be archived.
 * @throws AppError not_found, conflict, precondition_failed
 */
export async function deleteDraft(ctx: Context, key: string, basedOn: number): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const journey = await lockJourney(transaction, key)
    if (journey.published_version !== null) {
      throw new AppError('conflict', `The journey "${key}" was published: archive it instead`)
    }
    if (journey.version !== basedOn) throw changedMeanwhile(`The journey "${key}"`)
    await journeyTables(transaction).deleteFrom('journey').where('id', '=', journey.id).execute()
    await writeAudit(transaction, ctx, {
      action: 'journey.delete',
      objectKind: 'journey',
      objectId: key,
      detail: { version: journey.version, graph: journey.graph },
    })
  })
}
