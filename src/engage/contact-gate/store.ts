import type { Context } from '../../platform/context.ts'

type GateTables = { journey: { id: number; committed_tick: number } }

/** Newest committed tick of every journey. */
export async function readCommittedTicks(ctx: Pick<Context, 'postgres'>): Promise<Map<number, number>> {
  const rows = await ctx.postgres
    .withTables<GateTables>()
    .selectFrom('journey')
    .select(['id', 'committed_tick'])
    .orderBy('id')
    .execute()
  return new Map(rows.map((row) => [row.id, row.committed_tick]))
}
