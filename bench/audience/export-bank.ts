import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ClickHouse } from '../../src/platform/clickhouse/clickhouse.ts'
import { literal } from '../../src/platform/clickhouse/literal.ts'
import { benchGroups } from './tags.ts'

/** Files of the bank by table: the groups by key, and `event`. */
export type BankFiles = ReadonlyMap<string, string>

/**
 * Write the bank's tables to files that other databases read, in the order of their keys. Missing texts become null,
 * and the properties of events columns of their own: what an analyst would load.
 * @param customers only the first so many
 */
export async function exportBank(
  clickhouse: ClickHouse,
  directory: string,
  format: 'Parquet' | 'CSV',
  customers: number,
): Promise<BankFiles> {
  mkdirSync(directory, { recursive: true, mode: 0o755 })
  const files = new Map<string, string>()
  const write = async (table: string, select: string): Promise<void> => {
    const file = join(directory, `${table}.${format.toLowerCase()}`)
    const settings = { output_format_parquet_compression_method: 'lz4' }
    await clickhouse.command(
      `INSERT INTO FUNCTION file(${literal(file, 'String')}, '${format}') ${select}`,
      { customers },
      { pool: 'long', settings },
    )
    files.set(table, file)
  }
  for (const { key, tags } of benchGroups) {
    const columns = tags.map((tag) =>
      tag.type === 'LowCardinality(String)' ? `nullIf(${tag.key}, '') AS ${tag.key}` : tag.key,
    )
    await write(
      key,
      `SELECT customer, ${columns.join(', ')} FROM tag_${key} WHERE customer <= {customers:UInt32} ORDER BY customer`,
    )
  }
  await write(
    'event',
    `SELECT name, customer, at, toFloat64OrNull(properties['amount']) AS amount, nullIf(properties['page'], '') AS page
FROM event WHERE customer <= {customers:UInt32} ORDER BY name, customer, at`,
  )
  return files
}
