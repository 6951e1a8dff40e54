import { z } from 'zod'
import { pendingMigrations } from '../migrations.ts'
import type { ClickHouse } from './clickhouse.ts'

function statementsOf(text: string): string[] {
  return text
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement.replaceAll(/^\s*--.*$/gm, '').trim() !== '')
}

/**
 * Apply the numbered migrations that this database has not had yet. ClickHouse has no transactional DDL, so each
 * statement is written to be repeatable (IF NOT EXISTS is added to CREATE) and the row comes last.
 * The caller holds PostgreSQL's migration lock, so two processes never run this at once.
 */
export async function migrateClickHouse(clickhouse: ClickHouse, directory: string): Promise<void> {
  await clickhouse.command(
    `CREATE TABLE IF NOT EXISTS migration
     (number UInt32, name String, checksum String, applied DateTime64(3, 'UTC') DEFAULT now64(3))
     ENGINE = MergeTree ORDER BY number SETTINGS fsync_after_insert = 1`,
  )
  const done = await clickhouse.query(
    'SELECT number, any(checksum) AS checksum FROM migration GROUP BY number',
    {},
    z.object({ number: z.number(), checksum: z.string() }),
  )
  const applied = new Map(done.map((row) => [row.number, row.checksum]))
  for (const { number, file, text, checksum } of pendingMigrations(directory, applied)) {
    for (const statement of statementsOf(text.replaceAll('{database}', clickhouse.database))) {
      await clickhouse.command(
        statement.replace(
          /^((?:\s*--.*\n)*\s*CREATE (?:TABLE|DICTIONARY|VIEW|MATERIALIZED VIEW)) (?!IF NOT)/,
          '$1 IF NOT EXISTS ',
        ),
      )
    }
    await clickhouse.insert(
      'migration',
      ['number', 'name', 'checksum'],
      JSON.stringify({ number, name: file, checksum }),
    )
  }
}
