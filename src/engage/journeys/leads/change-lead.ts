import { z } from 'zod'
import { isWithinScope } from '../../../govern/access/index.ts'
import { writeAudit } from '../../../govern/audit/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { committedSql, readCommittedTicks } from '../../contact-gate/index.ts'
import type { leadStatus } from './schema.ts'

/**
 * Note that a manager has done a lead, will not do it, or takes it up again.
 * @throws AppError not_found, also for a customer outside of the data scope
 */
export async function changeLead(
  ctx: Context,
  lead: string,
  status: z.output<typeof leadStatus>,
): Promise<void> {
  const committed = committedSql(await readCommittedTicks(ctx))
  const [found] = await ctx.clickhouse.query(
    `SELECT status, ${canonical('customer')} AS person FROM lead FINAL WHERE lead = {lead:UUID} AND ${committed}`,
    { lead },
    z.object({ status: z.string(), person: z.number() }),
  )
  if (!found || !(await isWithinScope(ctx, found.person)))
    throw new AppError('not_found', 'There is no such lead')
  await ctx.postgres.transaction().execute(async (transaction) => {
    await writeAudit(transaction, ctx, {
      action: 'lead.status',
      objectKind: 'lead',
      objectId: lead,
      detail: { from: found.status, to: status },
    })
    // The newest `updated` holds, whatever the clocks of two processes say.
    await ctx.clickhouse.command(
      `INSERT INTO lead
       SELECT * REPLACE ({status:String} AS status, greatest({now:DateTime64(3)}, addMilliseconds(updated, 1)) AS updated)
       FROM lead FINAL WHERE lead = {lead:UUID} AND ${committed}`,
      { lead, status, now: ctx.clock.now() },
    )
  })
}
