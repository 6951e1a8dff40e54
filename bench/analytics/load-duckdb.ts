import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ClickHouse } from '../../src/platform/clickhouse/clickhouse.ts'
import { literal } from '../../src/platform/clickhouse/literal.ts'
import { type DuckDb, openDuckDb } from '../rivals/duckdb.ts'

/**
 * Our events in a DuckDB of their own, by the types that are best for it, and in the order that is best for it too: a
 * customer's events of a name side by side. One that was filled before is opened again.
 */
export async function loadDuckDb(clickhouse: ClickHouse, directory: string): Promise<DuckDb> {
  const kept = join(directory, 'events.duckdb')
  if (!existsSync(kept)) {
    const parquet = join(directory, 'events.parquet')
    const filling = join(directory, 'filling.duckdb')
    // A run that was interrupted may have left them.
    for (const file of [parquet, filling]) rmSync(file, { force: true })
    await clickhouse.command(
      `INSERT INTO FUNCTION file(${literal(parquet, 'String')}, 'Parquet') SELECT customer, toString(name) AS name, at, properties['source'] AS source FROM event ORDER BY name, customer, at`,
      {},
      {
        pool: 'long',
        settings: {
          output_format_parquet_compression_method: 'lz4',
          max_bytes_before_external_sort: 2_000_000_000,
        },
      },
    )
    const duckdb = await openDuckDb(filling, 2)
    for (const column of ['name', 'source'])
      await duckdb.run(
        `CREATE TYPE event_${column} AS ENUM (SELECT DISTINCT ${column} FROM read_parquet('${parquet}') ORDER BY ${column})`,
      )
    await duckdb.run(
      `CREATE TABLE event AS SELECT customer, name::event_name AS name, "at"::TIMESTAMP AS "at", source::event_source AS source FROM read_parquet('${parquet}')`,
    )
    duckdb.close()
    renameSync(filling, kept)
    rmSync(parquet)
  }
  const duckdb = await openDuckDb(kept, 2)
  await duckdb.run("SET TimeZone = 'UTC'")
  // Twice what a question of ours may take; beyond it DuckDB writes to its disk.
  await duckdb.run("SET memory_limit = '12GB'")
  await duckdb.run(`SET temp_directory = '${join(directory, 'duckdb-temporary')}'`)
  return duckdb
}
