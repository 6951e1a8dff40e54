import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import type { identityCounts } from './schema.ts'
import { identityTables } from './store.ts'

const linkCount = z.object({ outcome: z.string(), refusal: z.string(), links: z.coerce.number() })
const sharedCount = z.object({ namespace: z.string(), identifiers: z.coerce.number() })

/** How many merges stand, were taken apart or refused, and how many identifiers are shared. */
export async function countIdentity(ctx: Context): Promise<z.output<typeof identityCounts>> {
  const links = await ctx.clickhouse.query(
    `SELECT outcome, refusal, count() AS links FROM identity_link FINAL
     WHERE outcome != 'known' GROUP BY outcome, refusal ORDER BY links DESC, refusal`,
    {},
    linkCount,
  )
  const shared = await ctx.clickhouse.query(
    `SELECT namespace, count() AS identifiers FROM shared_identifier FINAL
     WHERE state = 'shared' GROUP BY namespace ORDER BY identifiers DESC, namespace`,
    {},
    sharedCount,
  )
  const separations = await identityTables(ctx.postgres)
    .selectFrom('identity_separation')
    .select((e) => e.fn.countAll<number>().as('pairs'))
    .where('lifted_at', 'is', null)
    .executeTakeFirstOrThrow()
  const sum = (outcome: string): number =>
    links.filter((row) => row.outcome === outcome).reduce((total, row) => total + row.links, 0)
  return {
    merges: sum('merged'),
    separated: sum('separated'),
    conflicts: links
      .filter((row) => row.outcome === 'refused')
      .map(({ refusal, links: count }) => ({ refusal, links: count })),
    shared,
    separations: separations.pairs,
  }
}
