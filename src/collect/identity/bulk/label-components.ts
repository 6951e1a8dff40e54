import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { tables } from './scratch.ts'

const { edge, label, labelNext } = tables
const changed = z.object({ n: z.coerce.number() })

/**
 * Connected components: `label` maps every node of an edge to the smallest node of its component. Each round a node
 * takes the smallest label among its neighbours' and its label's own, so the rounds grow with the logarithm of a chain.
 * @param where condition on edges that count
 */
export async function labelComponents(
  clickhouse: ClickHouse,
  where: string,
  options: StatementOptions,
): Promise<void> {
  const both = `SELECT pair.1 AS node, pair.2 AS other FROM (
    SELECT arrayJoin([(a, b), (b, a)]) AS pair FROM ${edge} WHERE ${where})`
  await clickhouse.command(
    `CREATE OR REPLACE TABLE ${label} ENGINE = MergeTree ORDER BY node AS
     SELECT node, least(node, min(other)) AS label FROM (${both}) GROUP BY node`,
    {},
    options,
  )
  for (;;) {
    await clickhouse.command(
      `CREATE OR REPLACE TABLE ${labelNext} ENGINE = MergeTree ORDER BY node AS
       SELECT node, min(near) AS label FROM (
         SELECT e.node AS node, l.label AS near FROM (${both}) AS e INNER JOIN ${label} AS l ON l.node = e.other
         UNION ALL
         SELECT own.node AS node, up.label AS near FROM ${label} AS own INNER JOIN ${label} AS up ON up.node = own.label
       ) GROUP BY node`,
      {},
      options,
    )
    const [row] = await clickhouse.query(
      `SELECT count() AS n FROM ${label} AS before INNER JOIN ${labelNext} AS after ON after.node = before.node
       WHERE before.label != after.label`,
      {},
      changed,
      options,
    )
    await clickhouse.command(`EXCHANGE TABLES ${label} AND ${labelNext}`, {}, options)
    if ((row?.n ?? 0) === 0) return
  }
}
