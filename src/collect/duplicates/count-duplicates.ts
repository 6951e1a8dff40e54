import type { Context } from '../../platform/context.ts'
import { duplicateStates } from './schema.ts'
import { duplicateTables } from './store.ts'

/** How many pairs wait, and how many were decided which way. */
export async function countDuplicates(
  ctx: Context,
): Promise<{ items: { state: (typeof duplicateStates)[number]; pairs: number }[] }> {
  const rows = await duplicateTables(ctx.postgres)
    .selectFrom('suspected_duplicate')
    .select(['state', (e) => e.fn.countAll<number>().as('pairs')])
    .groupBy('state')
    .execute()
  return {
    items: duplicateStates.map((state) => ({
      state,
      pairs: rows.find((row) => row.state === state)?.pairs ?? 0,
    })),
  }
}
