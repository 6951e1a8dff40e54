import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { pino } from 'pino'
import type { TestProject } from 'vitest/node'
import { migrateClickHouse } from '../../src/platform/clickhouse/migrate-clickhouse.ts'
import { openEmbedded } from '../../src/platform/clickhouse/open-clickhouse.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts'
import { migratePostgres } from '../../src/platform/postgres/migrate-postgres.ts'
import { openPostgres } from '../../src/platform/postgres/open-postgres.ts'
import { openRunDirectory } from './run-directory.ts'

const migrations = fileURLToPath(new URL('../../migrations', import.meta.url))

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string
    /** A migrated, empty data directory of ClickHouse. */
    clickhouseTemplate: string
  }
}

/** One PostgreSQL for the whole run, and a migrated template of both stores that every test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = openRunDirectory()
  const server = await startEmbeddedPostgres(join(directory.path, 'postgres'), { durable: false })
  const clickhouse = join(directory.path, 'clickhouse')
  const close = async (): Promise<void> => {
    await server.stop()
    directory.close()
  }
  try {
    await preparePostgres(server)
    await prepareClickHouse(clickhouse)
  } catch (error) {
    await close()
    throw error
  }
  project.provide('postgresUrl', server.url('postgres'))
  project.provide('clickhouseTemplate', clickhouse)
  return close
}

async function preparePostgres(server: EmbeddedPostgres): Promise<void> {
  const log = pino({ level: 'silent' })
  const admin = await openPostgres(server.url('postgres'), log)
  await sql`CREATE DATABASE banyan_template`.execute(admin.postgres)
  await admin.close()
  const template = await openPostgres(server.url('banyan_template'), log)
  await migratePostgres(template.postgres, join(migrations, 'postgres'))
  await template.close()
}

async function prepareClickHouse(directory: string): Promise<void> {
  const { database } = loadConfig({ environment: {} }).clickhouse
  const clickhouse = await openEmbedded({ directory, database })
  await migrateClickHouse(clickhouse, join(migrations, 'clickhouse'))
  await clickhouse.close()
}
