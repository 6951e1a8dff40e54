import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { pino } from 'pino'
import { inject } from 'vitest'
import { ManualClock } from '../../src/platform/clock.ts'
import { loadConfig } from '../../src/platform/config.ts'
import type { Context } from '../../src/platform/context.ts'
import type { AnyJob } from '../../src/platform/jobs/jobs.ts'
import { openContext } from '../../src/platform/open-context.ts'
import { openPostgres } from '../../src/platform/postgres/open-postgres.ts'

export interface TestContext {
  readonly ctx: Context
  /** Stands at 2026-11-01T02:00:00Z (10:00 in Shanghai) until a test moves it. */
  readonly clock: ManualClock
  readonly directory: string
  close(): Promise<void>
}

/** Real, migrated, empty stores for one test file. */
export async function openTestContext(
  options: { overrides?: Record<string, unknown>; jobs?: readonly AnyJob[] } = {},
): Promise<TestContext> {
  const directory = mkdtempSync(join(tmpdir(), 'banyan-test-'))
  const databaseUrl = await createTestDatabase()
  const config = loadConfig({
    environment: { BANYAN_DATA: directory, DATABASE_URL: databaseUrl, BANYAN_LOG: 'silent' },
    overrides: options.overrides,
  })
  if (config.clickhouse.url === undefined) copyClickHouseTemplate(join(directory, 'clickhouse'))
  const clock = new ManualClock(new Date('2026-11-01T02:00:00Z'))
  const { ctx, close } = await openContext(config, {
    clock,
    log: pino({ level: 'silent' }),
    jobs: options.jobs,
  })
  return {
    ctx,
    clock,
    directory,
    close: async () => {
      await close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Symbolic links lead to their neighbours, also in the copy. */
function copyClickHouseTemplate(to: string): void {
  cpSync(inject('clickhouseTemplate'), to, { recursive: true, verbatimSymlinks: true })
}

/** A fresh copy of the migrated template database; its URL. */
export async function createTestDatabase(): Promise<string> {
  const serverUrl = inject('postgresUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = await openPostgres(serverUrl, pino({ level: 'silent' }))
  // CREATE DATABASE … TEMPLATE fails while another file copies the same template, so copies take turns.
  await admin.postgres.connection().execute(async (connection) => {
    await sql`SELECT pg_advisory_lock(7700009)`.execute(connection)
    await sql.raw(`CREATE DATABASE ${name} TEMPLATE banyan_template`).execute(connection)
    await sql`SELECT pg_advisory_unlock(7700009)`.execute(connection)
  })
  await admin.close()
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}
