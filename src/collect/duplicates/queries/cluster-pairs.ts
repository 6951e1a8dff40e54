import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { tables } from '../scratch.ts'

const count = z.object({ n: z.coerce.number() })
/** A person with more records than this is taken for a chain of look-alikes. */
const largestCluster = 50
/** Of all pairs within a cluster, the share that must themselves be suspected. */
const leastDensity = 0.5
/** Bits by which the bar of a chained cluster rises each round, and for how many rounds. */
const step = 2
const mostRounds = 30

/**
 * Who belongs together: connected components of the suspected pairs. A component that hangs together by few pairs is a
 * chain (A like B like C, but A not like C): its weakest pairs are dropped until what is left is dense.
 */
export async function clusterPairs(clickhouse: ClickHouse, options: StatementOptions): Promise<void> {
  const run = (sql: string) => clickhouse.command(sql, {}, options)
  const ask = async (sql: string) => (await clickhouse.query(sql, {}, count, options))[0]?.n ?? 0
  for (let round = 1; ; round += 1) {
    await run(
      `CREATE OR REPLACE TABLE ${tables.clusters} ENGINE = MergeTree ORDER BY record AS
SELECT record, min(other) AS cluster
FROM (
  SELECT pair.1 AS record, least(pair.1, pair.2) AS other
  FROM (SELECT arrayJoin([(a, b), (b, a)]) AS pair FROM ${tables.scored})
)
GROUP BY record`,
    )
    while ((await spreadLabels(run, ask)) > 0);
    const chained = `SELECT cluster
FROM (SELECT cluster, count() AS size FROM ${tables.clusters} GROUP BY cluster) AS sizes
INNER JOIN (
  SELECT c.cluster AS cluster, count() AS pairs
  FROM ${tables.scored} AS s INNER JOIN ${tables.clusters} AS c ON c.record = s.a
  GROUP BY cluster
) AS inside USING (cluster)
WHERE size > ${largestCluster} OR pairs < ${leastDensity} * size * (size - 1) / 2`
    if (round > mostRounds || (await ask(`SELECT count() AS n FROM (${chained})`)) === 0) return
    await run(
      `CREATE OR REPLACE TABLE ${tables.scoredNext} ENGINE = MergeTree ORDER BY (a, b) AS
SELECT s.*
FROM ${tables.scored} AS s
INNER JOIN ${tables.clusters} AS c ON c.record = s.a
LEFT JOIN (
  SELECT c.cluster AS cluster, min(s.weight) AS weakest
  FROM ${tables.scored} AS s INNER JOIN ${tables.clusters} AS c ON c.record = s.a
  WHERE c.cluster IN (${chained})
  GROUP BY cluster
) AS chain ON chain.cluster = c.cluster
WHERE chain.cluster = 0 OR s.weight >= chain.weakest + ${step}`,
    )
    await run(`EXCHANGE TABLES ${tables.scored} AND ${tables.scoredNext}`)
  }
}

/** One round: every record takes the smallest label among its own, its neighbours' and its label's. @returns changes */
async function spreadLabels(
  run: (sql: string) => Promise<void>,
  ask: (sql: string) => Promise<number>,
): Promise<number> {
  await run(
    `CREATE OR REPLACE TABLE ${tables.clustersNext} ENGINE = MergeTree ORDER BY record AS
SELECT near.record AS record, least(near.cluster, own.cluster) AS cluster
FROM (
  SELECT pair.1 AS record, min(c.cluster) AS cluster
  FROM (SELECT arrayJoin([(a, b), (b, a), (a, a), (b, b)]) AS pair FROM ${tables.scored}) AS edges
  INNER JOIN ${tables.clusters} AS c ON c.record = edges.pair.2
  GROUP BY record
) AS near
INNER JOIN ${tables.clusters} AS own ON own.record = near.cluster`,
  )
  const changes = await ask(
    `SELECT count() AS n FROM ${tables.clusters} AS before
INNER JOIN ${tables.clustersNext} AS after USING (record) WHERE before.cluster != after.cluster`,
  )
  await run(`EXCHANGE TABLES ${tables.clusters} AND ${tables.clustersNext}`)
  return changes
}
