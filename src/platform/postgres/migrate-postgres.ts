import { sql } from 'kysely'
import type { Postgres } from '../context.ts'
import { pendingMigrations } from '../migrations.ts'

/** Held while either store is migrated, so that processes starting together take turns. */
const migrationLock = 7_700_000

/** Run `work` while no other process migrates. */
export async function withMigrationLock<Result>(
  postgres: Postgres,
  work: () => Promise<Result>,
): Promise<Result> {
  return postgres.connection().execute(async (connection) => {
    await sql`SELECT pg_advisory_lock(${migrationLock})`.execute(connection)
    try {
      return await work()
    } finally {
      await sql`SELECT pg_advisory_unlock(${migrationLock})`.execute(connection)
    }
  })
}

/** Apply the numbered migrations this database has not had, each in its own transaction. */
export async function migratePostgres(postgres: Postgres, directory: string): Promise<void> {
  await sql`CREATE TABLE IF NOT EXISTS migration (
    number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied timestamptz NOT NULL DEFAULT now()
  )`.execute(postgres)
  const done = await sql<{
    number: number
    checksum: string
  }>`SELECT number, checksum FROM migration`.execute(postgres)
  const applied = new Map(done.rows.map((row) => [row.number, row.checksum]))
  for (const { number, file, text, checksum } of pendingMigrations(directory, applied)) {
    await postgres.transaction().execute(async (transaction) => {
      await sql.raw(text).execute(transaction)
      await sql`INSERT INTO migration (number, name, checksum)
        VALUES (${number}, ${file}, ${checksum})`.execute(transaction)
    })
  }
}
