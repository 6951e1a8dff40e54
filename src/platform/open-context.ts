import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { Registry } from 'prom-client'
import { systemActor } from './actor.ts'
import { openEmbedded, openRemote } from './clickhouse/open-clickhouse.ts'
import type { ClickHouse } from './clickhouse/clickhouse.ts'
import { migrateClickHouse } from './clickhouse/migrate-clickhouse.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { lockDataDirectory } from './data-directory.ts'
import type { AnyJob } from './jobs/jobs.ts'
import { openJobs, type RunningJobs } from './jobs/open-jobs.ts'
import { openLog } from './log.ts'
import { startEmbeddedPostgres } from './postgres/embedded.ts'
import { migratePostgres, withMigrationLock } from './postgres/migrate-postgres.ts'
import { openPostgres } from './postgres/open-postgres.ts'

const migrations = fileURLToPath(new URL('../../migrations', import.meta.url))

export interface OpenContext {
  readonly ctx: Context
  readonly jobs: RunningJobs
  /** Stop jobs, then stores, in the reverse order of opening. Safe to call twice. */
  close(): Promise<void>
}

/** Start or connect the stores, migrate both and build the Context. What was opened is closed again on failure. */
export async function openContext(
  config: Config,
  options: { clock?: Clock; log?: Logger; jobs?: readonly AnyJob[] } = {},
): Promise<OpenContext> {
  const log = options.log ?? openLog(config.log)
  const closers: (() => void | Promise<void>)[] = []
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closing ??= (async () => {
      for (const closer of closers.toReversed()) await closer()
    })()
    return closing
  }
  try {
    closers.push(lockDataDirectory(config.data))
    const postgresUrl = config.postgres.url ?? (await embeddedPostgresUrl(config.data, closers))
    const { postgres, close: closePostgres } = await openPostgres(postgresUrl, log)
    closers.push(closePostgres)
    const clickhouse = await openStore(config)
    closers.push(() => clickhouse.close())
    await withMigrationLock(postgres, async () => {
      await migratePostgres(postgres, join(migrations, 'postgres'))
      await migrateClickHouse(clickhouse, join(migrations, 'clickhouse'))
    })
    const base = {
      // With the address that is really used, so that more connections can be opened.
      config: { ...config, postgres: { ...config.postgres, url: postgresUrl } },
      log,
      clock: options.clock ?? systemClock,
      postgres,
      clickhouse,
      metrics: new Registry(),
      actor: systemActor,
    }
    const jobs = await openJobs(base, postgresUrl, options.jobs ?? [])
    closers.push(() => jobs.stop())
    return { ctx: { ...base, jobs }, jobs, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function embeddedPostgresUrl(data: string, closers: (() => void | Promise<void>)[]): Promise<string> {
  const server = await startEmbeddedPostgres(join(data, 'postgres'))
  closers.push(() => server.stop())
  return server.url('postgres')
}

function openStore(config: Config): Promise<ClickHouse> {
  const { url, database } = config.clickhouse
  return url === undefined
    ? openEmbedded({ directory: join(config.data, 'clickhouse'), database })
    : openRemote({ url, database })
}
