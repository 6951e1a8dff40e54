import { z } from 'zod'
import { quietAction, readContactPolicy } from '../../decide/policy/index.ts'
import type { ContactChannel } from '../../govern/consent/index.ts'
import { canonical } from '../../platform/clickhouse/canonical.ts'
import { literal } from '../../platform/clickhouse/literal.ts'
import type { Context } from '../../platform/context.ts'
import { gateReasonSql, gateReasons, type GateReason } from './gate-sql.ts'
import { readCommittedTicks } from './store.ts'

export type GateAnswer =
  | { readonly allowed: true }
  /** `hold`: it may be made when the quiet hours are over. */
  | { readonly allowed: false; readonly reason: GateReason; readonly hold: boolean }

/**
 * May this one customer be contacted now? The same rules, from the same SQL, as for the sets of a journey; only the
 * scans are narrowed to the numbers that were merged into the customer.
 */
export async function checkContact(
  ctx: Context,
  customer: number,
  channel: ContactChannel,
): Promise<GateAnswer> {
  const now = ctx.clock.now()
  const [policy, committedTicks, aliases] = await Promise.all([
    readContactPolicy(ctx),
    readCommittedTicks(ctx),
    aliasesOf(ctx, customer),
  ])
  const quiet = quietAction(policy, channel, now, ctx.config.timezone)
  const question = { policy, channel, now, quiet: quiet === 'drop', committedTicks, only: aliases.numbers }
  const person = literal(aliases.canonical, 'UInt32')
  const [row] = await ctx.clickhouse.query(
    `SELECT ${gateReasonSql(question, 'person')} AS reason FROM (SELECT ${person} AS person)`,
    {},
    z.object({ reason: z.enum(['', ...gateReasons]) }),
  )
  if (row?.reason) return { allowed: false, reason: row.reason, hold: false }
  if (quiet === 'hold') return { allowed: false, reason: 'quiet_hours', hold: true }
  return { allowed: true }
}

async function aliasesOf(ctx: Context, customer: number): Promise<{ canonical: number; numbers: number[] }> {
  const [row] = await ctx.clickhouse.query(
    `
    WITH ${canonical('{customer:UInt32}')} AS whole
    SELECT whole, arrayDistinct(arrayConcat([whole], groupArray(customer))) AS numbers
    FROM customer_merge FINAL
    WHERE into = whole`,
    { customer },
    z.object({ whole: z.number(), numbers: z.array(z.number()) }),
  )
  return { canonical: row?.whole ?? customer, numbers: row?.numbers ?? [customer] }
}
