import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { sql } from 'kysely'
import { Registry } from 'prom-client'
import { systemActor } from '../actor.ts'
import { openEmbedded, openRemote } from '../clickhouse/open-clickhouse.ts'
import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import type { Clock } from '../clock.ts'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { openPostgres } from '../postgres/open-postgres.ts'
import { fillScratchDatabase } from './fill-scratch-database.ts'
import { fillScratchSchema } from './fill-scratch-schema.ts'

/** What of a table there is in the scratch stores: the rows of now, or none. Either way it is the scratch's own. */
export type OwnTables = Readonly<Record<string, 'rows' | 'empty'>>

export interface ScratchOptions {
  readonly clock: Clock
  /** Tables that may be written. All others can only be read, and show what the real stores hold. */
  readonly postgres: OwnTables
  readonly clickhouse: OwnTables
}

export interface Scratch {
  readonly ctx: Context
  close(): Promise<void>
}

/** Held as long as a scratch is in use; the second number is its own. */
const scratchLock = 7_700_301
const pattern = /^scratch_([0-9a-f]{7})$/

/**
 * A second context over the same data, for work that must leave no trace: a schema and a database of its own with
 * copies of the tables that the work writes, and views of all others. Copies in ClickHouse share their parts with the
 * originals, so a table of a hundred million rows costs nothing. A statement that writes any other table fails, and no
 * job can be queued: nothing gets out. What a killed process left behind goes when the next scratch is opened.
 */
export async function openScratch(ctx: Context, options: ScratchOptions): Promise<Scratch> {
  const { config, log } = ctx
  if (config.postgres.url === undefined)
    throw new AppError('internal', 'The address of PostgreSQL is not known')
  await dropAbandoned(ctx)
  const name = `scratch_${randomBytes(4).toString('hex').slice(1)}`
  const database = databaseOf(ctx, name)
  const closers: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await closer()
  }
  try {
    const url = new URL(config.postgres.url)
    url.searchParams.set('options', `-c search_path=${name}`)
    const own = await openPostgres(url.href, log)
    closers.push(() => own.close())
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    const held = holdLock(ctx, name, released)
    closers.push(async () => {
      release()
      await held.done
    })
    await held.taken
    closers.push(() => sql.raw(`DROP SCHEMA IF EXISTS ${name} CASCADE`).execute(ctx.postgres))
    await fillScratchSchema(ctx.postgres, name, options.postgres)
    closers.push(() => ctx.clickhouse.command(`DROP DATABASE IF EXISTS ${database} SYNC`))
    const clickhouse = await openDatabase(ctx, database)
    closers.push(() => clickhouse.close())
    await fillScratchDatabase(ctx.clickhouse, clickhouse, options.clickhouse)
    return {
      ctx: {
        ...ctx,
        clock: options.clock,
        postgres: own.postgres,
        clickhouse,
        jobs: noJobs,
        metrics: new Registry(),
        actor: systemActor,
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Work in a scratch neither queues work nor stops any. */
const noJobs: Jobs = { enqueue: async () => null, cancel: async () => undefined }

const databaseOf = ({ clickhouse }: Pick<Context, 'clickhouse'>, name: string): string =>
  `${clickhouse.database}_${name}`

const numberOf = (name: string): number => Number.parseInt(pattern.exec(name)?.[1] ?? '0', 16)

function openDatabase({ config }: Context, database: string): Promise<ClickHouse> {
  const { url } = config.clickhouse
  return url === undefined
    ? openEmbedded({
        directory: join(config.data, 'clickhouse'),
        database,
        shortSessions: 2,
        longSessions: 2,
      })
    : openRemote({ url, database })
}

/** Keep the scratch's lock on a connection of its own until `released`. */
function holdLock(
  { postgres }: Pick<Context, 'postgres'>,
  name: string,
  released: Promise<void>,
): { taken: Promise<void>; done: Promise<void> } {
  const { promise: taken, resolve, reject } = Promise.withResolvers<void>()
  const done = postgres.connection().execute(async (connection) => {
    await sql`SELECT pg_advisory_lock(${scratchLock}, ${numberOf(name)})`.execute(connection)
    resolve()
    await released
    await sql`SELECT pg_advisory_unlock(${scratchLock}, ${numberOf(name)})`.execute(connection)
  })
  done.catch(reject)
  return { taken, done }
}

/** Remove every scratch that nobody holds. */
async function dropAbandoned(ctx: Context): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'scratch\\_%'`.execute(ctx.postgres)
  for (const { name } of rows.filter((row) => pattern.test(row.name))) {
    await ctx.postgres.connection().execute(async (connection) => {
      const lock = await sql<{ taken: boolean }>`
        SELECT pg_try_advisory_lock(${scratchLock}, ${numberOf(name)}) AS taken`.execute(connection)
      if (lock.rows[0]?.taken !== true) return
      try {
        // The schema goes last: it is what the next attempt looks for.
        await ctx.clickhouse.command(`DROP DATABASE IF EXISTS ${databaseOf(ctx, name)} SYNC`)
        await sql.raw(`DROP SCHEMA IF EXISTS ${name} CASCADE`).execute(connection)
      } finally {
        await sql`SELECT pg_advisory_unlock(${scratchLock}, ${numberOf(name)})`.execute(connection)
      }
    })
  }
}
