import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { seesOrganisation } from '../metrics/index.ts'
import { alertTables, noteHappening } from './store.ts'

/**
 * Somebody looks after a finding, or says that nothing need be done any more.
 * @throws AppError not_found, conflict when it is resolved, or acknowledged, already
 */
export async function moveFinding(
  ctx: Context,
  id: number,
  to: 'acknowledged' | 'resolved',
  note: string,
): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const db = alertTables(transaction)
    const finding = await db
      .selectFrom('finding')
      .select(['state', 'organisation'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!finding || !seesOrganisation(ctx, finding.organisation))
      throw new AppError('not_found', `There is no finding ${id}`)
    if (finding.state === 'resolved' || finding.state === to)
      throw new AppError('conflict', `The finding ${id} is ${finding.state} already`)
    const now = ctx.clock.now()
    const change =
      to === 'resolved'
        ? { state: to, resolved_at: now }
        : { state: to, acknowledged_at: now, acknowledged_by: ctx.actor.name }
    await db.updateTable('finding').set(change).where('id', '=', id).execute()
    await noteHappening({ ...ctx, postgres: transaction }, id, to, note)
    await writeAudit(transaction, ctx, {
      action: to === 'resolved' ? 'finding.resolve' : 'finding.acknowledge',
      objectKind: 'finding',
      objectId: String(id),
      detail: { note },
    })
  })
}
