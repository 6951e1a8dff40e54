import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { templateTables } from '../store.ts'
import { lockTemplate } from '../template-state.ts'
import { putInForce, type Submission } from './publish-template.ts'

/**
 * Publish a version that waits, or send it back.
 * @throws AppError not_found, conflict when it does not wait, forbidden for the one who submitted it
 */
export async function decideVersion(
  ctx: Context,
  key: string,
  version: number,
  decision: { approve: boolean; note: string },
): Promise<{ version: number; state: Submission['state'] | 'rejected' }> {
  return ctx.postgres.transaction().execute(async (transaction) => {
    await lockTemplate(transaction, key)
    const row = await templateTables(transaction)
      .selectFrom('template_version')
      .select(['state', 'submitted_by'])
      .where('template_key', '=', key)
      .where('version', '=', version)
      .executeTakeFirst()
    if (!row) throw new AppError('not_found', `The template "${key}" has no version ${version}`)
    if (row.state !== 'submitted') {
      throw new AppError('conflict', `Version ${version} of "${key}" waits for nobody: it is ${row.state}`)
    }
    if (row.submitted_by === ctx.actor.name) {
      throw new AppError('forbidden', 'Who submitted a version cannot decide about it: ask somebody else')
    }
    if (decision.approve) {
      await putInForce(transaction, ctx, key, version)
      return { version, state: 'published' as const }
    }
    await templateTables(transaction)
      .updateTable('template_version')
      .set({
        state: 'rejected',
        decided_by: ctx.actor.name,
        decided_at: ctx.clock.now(),
        ...(decision.note === '' ? {} : { note: decision.note }),
      })
      .where('template_key', '=', key)
      .where('version', '=', version)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'template.reject',
      objectKind: 'template',
      objectId: key,
      detail: { version, note: decision.note },
    })
    return { version, state: 'rejected' as const }
  })
}
