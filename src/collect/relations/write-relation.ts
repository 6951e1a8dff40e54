import { z } from 'zod'
import { isWithinScope } from '../../govern/access/index.ts'
import { writeAudit } from '../../govern/audit/index.ts'
import { canonical } from '../../platform/clickhouse/canonical.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { relationInput, relationKey, RelationView } from './schema.ts'

/**
 * Note a relation by hand. One that is there already gets the new detail.
 * @throws AppError not_found for an unknown customer number, invalid_request for a relation with oneself
 */
export async function saveRelation(
  ctx: Context,
  input: z.output<typeof relationInput>,
): Promise<RelationView> {
  const { customer, related } = await endsOf(ctx, input)
  await ctx.postgres.transaction().execute(async (transaction) => {
    await writeAudit(transaction, ctx, {
      action: 'relation.save',
      objectKind: 'relation',
      objectId: `${customer}:${input.kind}:${related}`,
      detail: { ...input },
    })
    // Last: when it fails, the audit row goes with it; when the commit fails, saving again changes nothing.
    await ctx.clickhouse.insert(
      'relation',
      ['customer', 'related', 'kind', 'detail', 'updated'],
      JSON.stringify({
        customer,
        related,
        kind: input.kind,
        detail: input.detail,
        updated: ctx.clock.now().toISOString(),
      }),
      { settings: { date_time_input_format: 'best_effort' } },
    )
  })
  return { ...input, origin: '' }
}

/** @throws AppError not_found when there is no such relation */
export async function removeRelation(ctx: Context, key: z.output<typeof relationKey>): Promise<void> {
  const { customer, related } = await endsOf(ctx, key)
  const found = `customer = {customer:UInt32} AND related = {related:UInt32} AND kind = {kind:String}`
  const parameters = { customer, related, kind: key.kind }
  const [row] = await ctx.clickhouse.query(
    `SELECT count() AS n FROM relation FINAL WHERE ${found}`,
    parameters,
    z.object({ n: z.coerce.number() }),
  )
  if ((row?.n ?? 0) === 0) {
    throw new AppError(
      'not_found',
      `${key.customerNumber} has no relation ${key.kind} to ${key.relatedNumber}`,
    )
  }
  await ctx.postgres.transaction().execute(async (transaction) => {
    await writeAudit(transaction, ctx, {
      action: 'relation.remove',
      objectKind: 'relation',
      objectId: `${customer}:${key.kind}:${related}`,
      detail: { ...key },
    })
    await ctx.clickhouse.command(`DELETE FROM relation WHERE ${found}`, parameters)
  })
}

async function endsOf(
  ctx: Context,
  key: z.output<typeof relationKey>,
): Promise<{ customer: number; related: number }> {
  const rows = await ctx.clickhouse.query(
    `SELECT value, min(customer) AS own, ${canonical('own')} AS whole FROM identifier
     WHERE namespace = 'customer_number' AND value IN {numbers:Array(String)} GROUP BY value`,
    { numbers: [key.customerNumber, key.relatedNumber] },
    endRow,
  )
  const end = (number: string): z.output<typeof endRow> => {
    const found = rows.find((row) => row.value === number)
    if (!found) throw new AppError('not_found', `There is no customer ${number}`)
    return found
  }
  const [customer, related] = [end(key.customerNumber), end(key.relatedNumber)]
  for (const { value, whole } of [customer, related])
    if (!(await isWithinScope(ctx, whole))) throw new AppError('not_found', `There is no customer ${value}`)
  if (customer.whole === related.whole) {
    throw new AppError('invalid_request', 'A customer has no relation with themselves', {
      details: [{ path: '/relatedNumber', message: 'is the same customer' }],
    })
  }
  // Under their own numbers, so that taking a merge apart gives each side what is theirs.
  return { customer: customer.own, related: related.own }
}

const endRow = z.object({ value: z.string(), own: z.number(), whole: z.number() })
