import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { pino } from 'pino'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts'
import { migratePostgres } from '../../src/platform/postgres/migrate-postgres.ts'
import { openPostgres } from '../../src/platform/postgres/open-postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string
  }
}

/** One PostgreSQL for the whole run, with a migrated template that every test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), 'banyan-test-'))
  const server = await startEmbeddedPostgres(join(directory, 'postgres'), { durable: false })
  try {
    await prepare(server)
  } catch (error) {
    await server.stop()
    throw error
  }
  project.provide('postgresUrl', server.url('postgres'))
  return async () => {
    await server.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

async function prepare(server: EmbeddedPostgres): Promise<void> {
  const log = pino({ level: 'silent' })
  const admin = await openPostgres(server.url('postgres'), log)
  await sql`CREATE DATABASE banyan_template`.execute(admin.postgres)
  await admin.close()
  const template = await openPostgres(server.url('banyan_template'), log)
  await migratePostgres(
    template.postgres,
    fileURLToPath(new URL('../../migrations/postgres', import.meta.url)),
  )
  await template.close()
}
