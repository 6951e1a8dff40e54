import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { tables } from '../scratch.ts'

const row = z.object({
  a: z.number(),
  b: z.number(),
  cluster: z.number(),
  pattern: z.coerce.number(),
  adjustments: z.array(z.number()),
  weight: z.number(),
  probability: z.number(),
})
export type SuspectedPair = z.output<typeof row>

/** Pairs that a steward refused, as they stand after merges: they are never suggested again. */
export async function storeRefused(
  clickhouse: ClickHouse,
  refused: readonly (readonly [number, number])[],
): Promise<void> {
  await clickhouse.command(
    `CREATE TABLE ${tables.refused} (a UInt32, b UInt32) ENGINE = MergeTree ORDER BY (a, b)`,
  )
  if (refused.length === 0) return
  await clickhouse.insert(
    tables.refused,
    ['a', 'b'],
    refused.map((pair) => JSON.stringify(pair)).join('\n'),
    { format: 'JSONCompactEachRow' },
  )
}

/** Pairs as they stand after merges, but not those that were refused. */
const wanted = `(s.a, s.b) NOT IN (
  SELECT least(${canonical('a')}, ${canonical('b')}), greatest(${canonical('a')}, ${canonical('b')}) FROM ${tables.refused})`

/** How many pairs are suspected and not refused. */
export async function countSuspected(clickhouse: ClickHouse, options: StatementOptions): Promise<number> {
  const [counted] = await clickhouse.query(
    `SELECT count() AS pairs FROM ${tables.scored} AS s WHERE ${wanted}`,
    {},
    z.object({ pairs: z.coerce.number() }),
    options,
  )
  return counted?.pairs ?? 0
}

/** The suspected pairs, most probable first, one page. */
export async function suspectedPairs(
  clickhouse: ClickHouse,
  page: { offset: number; limit: number },
  options: StatementOptions,
): Promise<SuspectedPair[]> {
  return clickhouse.query(
    `SELECT s.a AS a, s.b AS b, c.cluster AS cluster, s.pattern AS pattern, s.adjustments AS adjustments,
  s.weight AS weight, s.probability AS probability
FROM ${tables.scored} AS s
INNER JOIN ${tables.clusters} AS c ON c.record = s.a
WHERE ${wanted}
ORDER BY s.weight DESC, s.a, s.b
LIMIT {limit:UInt32} OFFSET {offset:UInt32}`,
    page,
    row,
    options,
  )
}
