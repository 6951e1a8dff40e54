import { z } from 'zod'
import { canonical } from '../../../../platform/clickhouse/canonical.ts'
import { withinScopeSql } from '../../../../govern/access/index.ts'
import type { StatementOptions } from '../../../../platform/clickhouse/clickhouse.ts'
import type { Context } from '../../../../platform/context.ts'

const row = z.object({
  union: z.coerce.number(),
  pairs: z.array(z.object({ a: z.number(), b: z.number(), customers: z.coerce.number() })),
})

/**
 * How many customers of the data scope every two of some snapshots share: one scan makes a bitmap each, then bitmaps meet.
 * @returns pairs by segment id, both ways round, and how many customers are in any
 */
export async function countOverlaps(
  { clickhouse, actor }: Pick<Context, 'clickhouse' | 'actor'>,
  snapshots: readonly { readonly segmentId: number; readonly version: number }[],
  options?: StatementOptions,
): Promise<{ pairs: Map<number, Map<number, number>>; union: number }> {
  const which = snapshots.map(({ segmentId, version }) => `(${segmentId}, ${version})`).join(', ')
  const within = withinScopeSql(actor, canonical('customer'))
  const sets = `SELECT segment, groupBitmapState(${canonical('customer')}) AS members
FROM segment_member WHERE (segment, version) IN (${which})${within === null ? '' : ` AND ${within}`} GROUP BY segment`
  const [found] = await clickhouse.query(
    `WITH sets AS MATERIALIZED (${sets})
SELECT (SELECT groupBitmapMerge(members) FROM sets) AS union,
  CAST(groupArray((a.segment, b.segment, bitmapAndCardinality(a.members, b.members))), 'Array(Tuple(a UInt32, b UInt32, customers UInt64))') AS pairs
FROM sets AS a CROSS JOIN sets AS b WHERE a.segment <= b.segment`,
    {},
    row,
    options,
  )
  const pairs = new Map<number, Map<number, number>>()
  const set = (a: number, b: number, customers: number): void => {
    const own = pairs.get(a) ?? new Map<number, number>()
    pairs.set(a, own.set(b, customers))
  }
  for (const { a, b, customers } of found?.pairs ?? []) {
    set(a, b, customers)
    set(b, a, customers)
  }
  return { pairs, union: found?.union ?? 0 }
}
