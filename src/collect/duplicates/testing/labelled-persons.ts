import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { ClickHouse } from '../../../platform/clickhouse/clickhouse.ts'
import { identifier } from '../../../platform/clickhouse/literal.ts'
import { tables } from '../scratch.ts'

/** Public sets of persons with duplicates; not part of this repository. */
export const personsDirectory = fileURLToPath(
  new URL('../../../../../shared/data/identity/', import.meta.url),
)

/** Load a set into table `name`, one text column a column of the file, with `record` = line number from 1. */
export async function loadPersons(clickhouse: ClickHouse, name: string): Promise<void> {
  const text = gunzipSync(readFileSync(`${personsDirectory}${name}.csv.gz`)).toString('utf8')
  const [header = '', ...lines] = text.split(/\r?\n/).filter((line) => line !== '')
  const columns = header.split(',')
  await clickhouse.command(
    `CREATE TABLE ${identifier(name)} (record UInt32, ${columns.map((column) => `${identifier(column)} String`).join(', ')})
     ENGINE = MergeTree ORDER BY record`,
  )
  const rows = lines.map((line, i) => JSON.stringify([i + 1, ...line.split(',')]))
  await clickhouse.insert(name, ['record', ...columns], rows.join('\n'), { format: 'JSONCompactEachRow' })
}

export interface Scores {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/** Pairs within found clusters against pairs of the same `truth` value. */
export async function scoreClusters(clickhouse: ClickHouse, name: string, truth: string): Promise<Scores> {
  const [row] = await clickhouse.query(
    `WITH
  (SELECT sum(n * (n - 1) / 2) FROM (SELECT count() AS n FROM ${identifier(name)} GROUP BY ${identifier(truth)})) AS wanted,
  (SELECT sum(n * (n - 1) / 2) FROM (SELECT count() AS n FROM ${tables.clusters} GROUP BY cluster)) AS found,
  (SELECT sum(n * (n - 1) / 2) FROM (
    SELECT count() AS n FROM ${tables.clusters} AS c INNER JOIN ${identifier(name)} AS t ON t.record = c.record
    GROUP BY c.cluster, t.${identifier(truth)})) AS right
SELECT right / found AS precision, right / wanted AS recall, 2 * right / (wanted + found) AS f1`,
    {},
    z.object({ precision: z.number(), recall: z.number(), f1: z.number() }),
  )
  if (row === undefined) throw new Error('no scores')
  return row
}
