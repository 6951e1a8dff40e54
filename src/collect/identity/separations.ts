import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { identityTables } from './store.ts'

/** Pairs that stewards keep apart, of which one is among these numbers. */
export async function readSeparations(
  ctx: Context,
  numbers: readonly number[],
): Promise<(readonly [number, number])[]> {
  if (numbers.length === 0) return []
  const rows = await identityTables(ctx.postgres)
    .selectFrom('identity_separation')
    .select(['customer_a', 'customer_b'])
    .where('lifted_at', 'is', null)
    .where(sql<boolean>`(customer_a = ANY(${numbers}) OR customer_b = ANY(${numbers}))`)
    .execute()
  return rows.map((row) => [row.customer_a, row.customer_b])
}
