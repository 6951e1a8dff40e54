import { Kysely, PostgresDialect } from 'kysely'
import { Pool, TypeOverrides, types } from 'pg'
import type { Logger } from 'pino'
import type { Postgres } from '../context.ts'
import { AppError } from '../errors.ts'

/** The oldest server whose SQL we use. */
const oldestVersion = 150_000

// Counts fit a double; dates are calendar dates, not instants, so they stay text.
const parsers = new TypeOverrides()
parsers.setTypeParser(types.builtins.INT8, Number)
parsers.setTypeParser(types.builtins.DATE, (text) => text)

/** Connect to a database; rejects with one clear line when it is down, refuses us or is too old. */
export async function openPostgres(
  url: string,
  log: Logger,
): Promise<{ postgres: Postgres; close: () => Promise<void> }> {
  const pool = new Pool({ connectionString: url, max: 20, types: parsers, application_name: 'banyan' })
  let closing = false
  pool.on('error', (error) => {
    if (!closing) log.warn({ reason: error.message }, 'a PostgreSQL connection was lost')
  })
  try {
    const result = await pool.query<{ server_version_num: string; server_version: string }>(
      "SELECT current_setting('server_version_num') AS server_version_num, current_setting('server_version') AS server_version",
    )
    const version = result.rows[0]
    if (Number(version?.server_version_num) < oldestVersion) {
      throw new AppError(
        'unavailable',
        `PostgreSQL ${version?.server_version} is too old: Banyan needs 15 or newer`,
      )
    }
  } catch (error) {
    await pool.end()
    if (error instanceof AppError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw new AppError(
      'unavailable',
      `PostgreSQL at ${url.replace(/\/\/[^@/]*@/, '//')} is not usable: ${error instanceof Error ? error.message || code : code}`,
    )
  }
  const postgres: Postgres = new Kysely({ dialect: new PostgresDialect({ pool }) })
  return {
    postgres,
    close: () => {
      closing = true
      return postgres.destroy()
    },
  }
}
