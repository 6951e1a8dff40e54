import { z } from 'zod'
import type { ContactChannel } from '../../govern/consent/index.ts'
import { canonical } from '../../platform/clickhouse/canonical.ts'
import { literal } from '../../platform/clickhouse/literal.ts'
import type { Context } from '../../platform/context.ts'
import { prepareGate, type WantedContact } from './gate-question.ts'
import { gateVerdictsSql } from './gate-sql.ts'
import { type GateReason, gateReasons } from './reasons.ts'

export type GateAnswer =
  | { readonly allowed: true }
  /** `until`: it waits until then, and is asked about again. */
  | { readonly allowed: false; readonly reason: GateReason; readonly until: Date | null }

const answerRow = z.object({
  reason: z.enum(['', ...gateReasons]),
  until: z.coerce.number(),
})

/**
 * May this one customer be contacted now? The same rules, from the same SQL, as for the sets of a journey; only the
 * scans are narrowed to the numbers that were merged into the customer.
 */
export async function checkContact(
  ctx: Context,
  customer: number,
  contact: ContactChannel | WantedContact,
): Promise<GateAnswer> {
  const wanted = typeof contact === 'string' ? { channel: contact } : contact
  const [prepared, aliases] = await Promise.all([prepareGate(ctx, wanted), aliasesOf(ctx, customer)])
  const person = literal(aliases.canonical, 'UInt32')
  const verdict = gateVerdictsSql({ ...prepared, only: aliases.numbers }, `SELECT ${person} AS person`)
  const [row] = await ctx.clickhouse.query(
    `SELECT reason, toUnixTimestamp64Milli(until) AS until FROM (${verdict})`,
    {},
    answerRow,
  )
  if (!row?.reason) return { allowed: true }
  return { allowed: false, reason: row.reason, until: row.until > 0 ? new Date(row.until) : null }
}

/** The number to read a customer by, and every number that stands for the customer in tables. */
export async function aliasesOf(
  ctx: Pick<Context, 'clickhouse'>,
  customer: number,
): Promise<{ canonical: number; numbers: number[] }> {
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
