import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { isWithinScope } from '../access/index.ts'
import { writeAudit } from '../audit/index.ts'
import { findCustomer } from './queries/find-customer.ts'
import { findList } from './lists/save-list.ts'
import { findNumbers } from './queries/find-numbers.ts'
import { type ConsentInput, consentInput, type SuppressionInput, suppressionInput } from './schema.ts'

async function customerOf(ctx: Context, number: string): Promise<number> {
  const [row] = await findCustomer(ctx.clickhouse, { number })
  if (row && (await isWithinScope(ctx, row.person))) return row.person
  throw new AppError('not_found', 'No customer has this customer number', {
    details: [{ path: '/customerNumber', message: 'is not known: import or identify the customer first' }],
  })
}

// The audit row goes first and commits last: a decision that ClickHouse refused leaves no audit row.

/** Add a customer's decision to the consent ledger; the newest one holds. */
export async function recordConsent(
  ctx: Context,
  input: ConsentInput,
): Promise<{ recorded: true; at: string }> {
  const { customerNumber, ...decision } = consentInput.parse(input)
  const customer = await customerOf(ctx, customerNumber)
  const at = ctx.clock.now().toISOString()
  await ctx.postgres.transaction().execute(async (transaction) => {
    await writeAudit(transaction, ctx, {
      action: decision.granted ? 'consent.grant' : 'consent.withdraw',
      objectKind: 'customer',
      objectId: String(customer),
      detail: { purpose: decision.purpose, channel: decision.channel, wording: decision.wording },
    })
    await ctx.clickhouse.insert(
      'consent',
      ['customer', 'purpose', 'channel', 'granted', 'wording', 'evidence', 'at'],
      JSON.stringify({ customer, ...decision, granted: decision.granted ? 1 : 0, at }),
    )
  })
  return { recorded: true, at }
}

/**
 * Put a customer on the do-not-contact list, or end such an entry. An entry stands under the number that the customer
 * had at the time, so an end is written for every number that was merged into the customer.
 */
export async function recordSuppression(
  ctx: Context,
  input: SuppressionInput,
): Promise<{ recorded: true; at: string }> {
  const { customerNumber, ...entry } = suppressionInput.parse(input)
  await findList(ctx, entry.reason)
  const customer = await customerOf(ctx, customerNumber)
  const at = ctx.clock.now().toISOString()
  const numbers = entry.active
    ? [customer]
    : (await findNumbers(ctx.clickhouse, { customer })).map((row) => row.number)
  await ctx.postgres.transaction().execute(async (transaction) => {
    await writeAudit(transaction, ctx, {
      action: entry.active ? 'suppression.add' : 'suppression.end',
      objectKind: 'customer',
      objectId: String(customer),
      detail: { reason: entry.reason, channel: entry.channel, until: entry.until, evidence: entry.evidence },
    })
    await ctx.clickhouse.insert(
      'suppression',
      ['customer', 'reason', 'channel', 'active', 'until', 'evidence', 'at'],
      numbers
        .map((number) => JSON.stringify({ customer: number, ...entry, active: entry.active ? 1 : 0, at }))
        .join('\n'),
    )
  })
  return { recorded: true, at }
}
