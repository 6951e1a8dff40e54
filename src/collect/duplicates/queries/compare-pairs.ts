import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { levelOfSql, patternSql } from '../comparisons/index.ts'
import type { PatternCount } from '../estimate-model.ts'
import type { MatchSpec } from '../match-spec.ts'
import { tables } from '../scratch.ts'

const patternCount = z.object({
  rules: z.coerce.number(),
  pattern: z.coerce.number(),
  pairs: z.coerce.number(),
})

/** Compare every pair that a block brings together, once; how many pairs show which pattern. */
export async function compareBlocked(
  clickhouse: ClickHouse,
  spec: MatchSpec,
  options: StatementOptions,
): Promise<PatternCount[]> {
  const frequencies = spec.comparisons.flatMap(({ field, termFrequency }, i) =>
    termFrequency ? [`if(${levelOfSql('pattern', i)} = 1, a.tf_${field}, 0)`] : [],
  )
  await clickhouse.command(
    `CREATE TABLE ${tables.compared} ENGINE = MergeTree ORDER BY (a, b) AS
SELECT p.a AS a, p.b AS b, p.rules AS rules, ${patternSql(spec, 'a', 'b')} AS pattern,
  CAST([${frequencies.join(', ')}] AS Array(Float32)) AS frequencies
FROM (
  SELECT pair.1 AS a, pair.2 AS b, groupBitOr(bitShiftLeft(toUInt32(1), rule)) AS rules
  FROM (
    SELECT rule, arrayJoin(arrayFlatten(arrayMap(
      (x, i) -> arrayMap(y -> (x, y), arraySlice(records, i + 1)), records, arrayEnumerate(records)))) AS pair
    FROM ${tables.blocks}
    WHERE length(records) <= ${spec.largestBlock}
  )
  GROUP BY a, b
) AS p
INNER JOIN ${tables.records} AS a ON a.record = p.a
INNER JOIN ${tables.records} AS b ON b.record = p.b`,
    {},
    options,
  )
  return clickhouse.query(
    `SELECT rules, pattern, count() AS pairs FROM ${tables.compared} GROUP BY rules, pattern ORDER BY rules, pattern`,
    {},
    patternCount,
    options,
  )
}

/** Records drawn for comparing all of them with each other: a million pairs. */
const drawn = 1450

/** How many pairs of records drawn at random (by hash: the same ones every time) show which pattern. */
export async function compareSampled(
  clickhouse: ClickHouse,
  spec: MatchSpec,
  options: StatementOptions,
): Promise<PatternCount[]> {
  const sample = `(SELECT * FROM ${tables.records} ORDER BY sipHash64(record, 'sample') LIMIT ${drawn})`
  return clickhouse.query(
    `SELECT 0 AS rules, ${patternSql(spec, 'a', 'b')} AS pattern, count() AS pairs
FROM ${sample} AS a CROSS JOIN ${sample} AS b
WHERE a.record < b.record
GROUP BY pattern
ORDER BY pattern`,
    {},
    patternCount,
    options,
  )
}
