import { z } from 'zod'
import { withinScopeSql } from '../../../../govern/access/index.ts'
import { canonical } from '../../../../platform/clickhouse/canonical.ts'
import type { Context } from '../../../../platform/context.ts'

const row = z.object({
  journey: z.number(),
  from: z.string(),
  to: z.string(),
  customers: z.coerce.number(),
})

/**
 * What customers in the data scope of who asks went along the edges of journeys, edges in the order of their first use;
 * null for who sees all customers: the commit log says it without reading a step.
 */
export async function countMoves(
  { clickhouse, actor }: Pick<Context, 'clickhouse' | 'actor'>,
  journeys: readonly { readonly id: number; readonly committed: number }[],
  version?: number,
): Promise<z.output<typeof row>[] | null> {
  const within = withinScopeSql(actor, canonical('customer'))
  if (within === null) return null
  if (journeys.length === 0) return []
  return clickhouse.query(
    `SELECT journey, origin AS from, node AS to, count() AS customers FROM journey_step
WHERE journey IN {journeys:Array(UInt32)}
  AND tick <= transform(journey, {journeys:Array(UInt32)}, {committed:Array(UInt32)}, toUInt32(0))
  ${version === undefined ? '' : 'AND version = {version:UInt16}'} AND ${within}
GROUP BY journey, from, to ORDER BY journey, min(tick), from, to`,
    {
      journeys: journeys.map(({ id }) => id),
      committed: journeys.map(({ committed }) => committed),
      version: version ?? 0,
    },
    row,
    { pool: 'long' },
  )
}
