import { join } from 'node:path'
import { type DuckDb, openDuckDb } from '../rivals/duckdb.ts'
import type { BankFiles } from './export-bank.ts'
import { benchGroups } from './tags.ts'

/**
 * The bank in DuckDB: a table a group and one wide table of all tags, both in the order of the customer number. Texts
 * of few values are enumerations, which it compares as numbers. Two threads, as we have.
 */
export async function fillDuckDb(directory: string, files: BankFiles): Promise<DuckDb> {
  const duckdb = await openDuckDb(join(directory, 'bank.duckdb'), 2)
  for (const { key, tags } of benchGroups) {
    const file = `read_parquet('${files.get(key)}')`
    const columns: string[] = []
    for (const tag of tags) {
      if (tag.type !== 'LowCardinality(String)') {
        columns.push(tag.key)
        continue
      }
      await duckdb.run(
        `CREATE TYPE "${tag.key}_enum" AS ENUM (SELECT DISTINCT ${tag.key} FROM ${file} WHERE ${tag.key} IS NOT NULL ORDER BY ALL)`,
      )
      columns.push(`${tag.key}::"${tag.key}_enum" AS ${tag.key}`)
    }
    await duckdb.run(`CREATE TABLE ${key} AS SELECT customer, ${columns.join(', ')} FROM ${file}`)
  }
  const [first, ...rest] = benchGroups.map(({ key }) => key)
  await duckdb.run(
    `CREATE TABLE wide AS SELECT ${first}.*, ${rest.map((key) => `${key}.* EXCLUDE customer`).join(', ')}
FROM ${[first, ...rest].join(' POSITIONAL JOIN ')}`,
  )
  await duckdb.run(
    `CREATE TABLE event AS SELECT name, customer, "at", amount, page FROM read_parquet('${files.get('event')}')`,
  )
  await duckdb.run('CHECKPOINT')
  return duckdb
}
