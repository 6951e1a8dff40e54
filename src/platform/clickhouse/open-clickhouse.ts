import { createClient, type ClickHouseClient, ClickHouseLogLevel } from '@clickhouse/client'
import { createChdbConnection } from 'chdb/connection'
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { AppError, messageOf } from '../errors.ts'
import { inSpan } from '../tracing.ts'
import type {
  ClickHouse,
  GuestAnswer,
  GuestOptions,
  Parameters,
  StatementOptions,
  StatementProgress,
} from './clickhouse.ts'
import { readGuestAnswer, readSyntax } from './guest-answer.ts'
import { guestSessions } from './guest-sessions.ts'
import { boundParameters, identifier, literal, renderParameters } from './literal.ts'
import { SessionPool } from './session-pool.ts'

/** Applied to every session, embedded or remote, so that the same SQL means the same everywhere. */
const sessionSettings = {
  session_timezone: 'UTC',
  date_time_input_format: 'best_effort',
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
  max_query_size: '268435456',
  max_ast_elements: '1000000',
  max_expanded_ast_elements: '1000000',
  join_use_nulls: 0,
  async_insert: 0,
} as const

/** The version every statement was written for. */
const oldestVersion = [26, 3] as const

type Runner = <Result>(
  options: StatementOptions | undefined,
  run: (client: ClickHouseClient, queryId: string) => Promise<Result>,
) => Promise<Result>

interface Backend {
  readonly database: string
  readonly run: Runner
  /** SQL and bound parameters as this backend wants them. */
  readonly prepare: (
    sql: string,
    parameters: Parameters,
    queryId: string,
  ) => { query: string; query_params?: Record<string, unknown> }
  readonly readAsGuest: (sql: string, options: GuestOptions) => Promise<GuestAnswer>
  readonly explainSyntax: (sql: string, options: GuestOptions) => Promise<string[]>
  readonly close: () => Promise<void>
}

/** Opens every embedded statement, so that it can be found again and stopped: chDB gives statements no id. */
function marker(queryId: string): string {
  return `/* banyan ${queryId} */`
}

function settingsClause(settings: StatementOptions['settings']): string {
  const entries = Object.entries(settings ?? {})
  if (entries.length === 0) return ''
  return `\nSETTINGS ${entries
    .map(
      ([name, value]) =>
        `${identifier(name)} = ${typeof value === 'number' ? value : literal(value, 'String')}`,
    )
    .join(', ')}`
}

function overBackend(backend: Backend): ClickHouse {
  return {
    database: backend.database,
    query: (sql, parameters, row, options) =>
      backend.run(options, async (client, queryId) => {
        const statement = backend.prepare(sql + settingsClause(options?.settings), parameters, queryId)
        const result = await client.query({ ...statement, query_id: queryId, format: 'JSONEachRow' })
        return z.array(row).parse(await result.json())
      }),
    command: (sql, parameters = {}, options) =>
      backend.run(options, async (client, queryId) => {
        const statement = backend.prepare(sql + settingsClause(options?.settings), parameters, queryId)
        await client.command({ ...statement, query_id: queryId })
      }),
    insert: (table, columns, body, options) =>
      backend.run(options, async (client, queryId) => {
        const settings = {
          ...options?.settings,
          ...(options?.deduplicationToken ? { insert_deduplication_token: options.deduplicationToken } : {}),
        }
        const query = `INSERT INTO ${identifier(table)} (${columns.map(identifier).join(', ')})${settingsClause(
          settings,
        )} FORMAT ${options?.format ?? 'JSONEachRow'}\n`
        await client.command({ query: query + body, query_id: queryId })
      }),
    readAsGuest: (sql, options) => backend.readAsGuest(sql, options),
    explainSyntax: (sql, options) => backend.explainSyntax(sql, options),
    ping: () =>
      backend.run(undefined, async (client) => {
        await (await client.query({ query: 'SELECT 1', format: 'JSONEachRow' })).json()
      }),
    close: () => backend.close(),
  }
}

const processRow = z.object({
  readRows: z.coerce.number(),
  totalRows: z.coerce.number(),
  seconds: z.coerce.number(),
})

/** What the engine says of a statement that runs, asked from another session. @param which SQL condition */
async function readProgress(client: ClickHouseClient, which: string): Promise<StatementProgress | null> {
  const answer = await client.query({
    query: `SELECT read_rows AS readRows, total_rows_approx AS totalRows, elapsed AS seconds
FROM system.processes WHERE ${which}`,
    format: 'JSONEachRow',
  })
  const [found] = z.array(processRow).parse(await answer.json())
  return found ?? null
}

const killAgainMilliseconds = 250

/** Ends the statement in the engine when the signal aborts; resolves or rejects with the statement. */
async function stoppable<Result>(
  statement: Promise<Result>,
  signal: AbortSignal | undefined,
  kill: () => Promise<void>,
): Promise<Result> {
  if (!signal) return statement
  const ended = new AbortController()
  // A statement that the engine does not know yet is not found the first time.
  const killUntilEnded = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await kill().catch(() => undefined)
      await sleep(killAgainMilliseconds, undefined, { ref: false })
    }
  }
  const onAbort = (): void => void killUntilEnded()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await statement
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    ended.abort()
    signal.removeEventListener('abort', onAbort)
  }
}

/**
 * ClickHouse in this process (chDB) on one data directory. One session runs one statement at a time, so there is a
 * pool for what people wait for, one for long work, and one session to stop the others with.
 */
export async function openEmbedded(options: {
  directory: string
  database: string
  shortSessions?: number
  longSessions?: number
}): Promise<ClickHouse> {
  mkdirSync(options.directory, { recursive: true })
  const opened: ClickHouseClient[] = []
  const openClient = (): ClickHouseClient =>
    createClient({ connection: createChdbConnection({ path: options.directory }) } as object)
  const openSession = async (): Promise<ClickHouseClient> => {
    const client = openClient()
    opened.push(client)
    await client.command({
      query: `CREATE DATABASE IF NOT EXISTS ${identifier(options.database)} ENGINE = Atomic`,
    })
    await client.command({ query: `USE ${identifier(options.database)}` })
    for (const [name, value] of Object.entries(sessionSettings)) {
      await client.command({ query: `SET ${name} = ${/^\d+$/.test(String(value)) ? value : `'${value}'`}` })
    }
    return client
  }
  const pools = {
    short: new SessionPool(openSession, options.shortSessions ?? 4),
    long: new SessionPool(openSession, options.longSessions ?? 3),
    control: new SessionPool(openSession, 1),
  }
  await pools.control.use(async () => undefined)
  const kill = (queryId: string): Promise<void> =>
    pools.control.use(async (client) => {
      await client.command({ query: `KILL QUERY WHERE startsWith(query, '${marker(queryId)}') ASYNC` })
    })
  const guests = guestSessions(openClient, sessionSettings)
  return overBackend({
    database: options.database,
    explainSyntax: (sql, guestOptions) => guests.use(guestOptions, (client) => readSyntax(client, sql)),
    readAsGuest: (sql, guestOptions) =>
      guests.use(guestOptions, async (client) => {
        guestOptions.signal?.throwIfAborted()
        const queryId = randomUUID()
        return stoppable(
          inSpan('clickhouse', {}, () => readGuestAnswer(client, `${marker(queryId)} ${sql}`)),
          guestOptions.signal,
          () => kill(queryId),
        )
      }),
    run: async (statementOptions, run) => {
      const signal = statementOptions?.signal
      signal?.throwIfAborted()
      return pools[statementOptions?.pool ?? 'short'].use((client) => {
        signal?.throwIfAborted()
        const queryId = randomUUID()
        statementOptions?.started?.(() =>
          pools.control.use((control) => readProgress(control, `startsWith(query, '${marker(queryId)}')`)),
        )
        return stoppable(
          inSpan('clickhouse', {}, () => run(client, queryId)),
          signal,
          () => kill(queryId),
        )
      })
    },
    prepare: (sql, parameters, queryId) => ({
      query: `${marker(queryId)} ${renderParameters(sql, parameters)}`,
    }),
    close: async () => {
      await guests.close()
      await Promise.all(Object.values(pools).map((pool) => pool.drain()))
      for (const client of opened) await client.close()
    },
  })
}

/** The client's own log quotes statements, which hold personal data. Errors reach our log through their callers. */
const log = { level: ClickHouseLogLevel.OFF } as const

/** A ClickHouse server or cluster by URL. */
export async function openRemote(options: { url: string; database: string }): Promise<ClickHouse> {
  // Progress headers keep proxies from cutting long statements off.
  const clickhouse_settings = {
    ...sessionSettings,
    wait_end_of_query: 1,
    send_progress_in_http_headers: 1,
    http_headers_progress_interval_ms: '20000',
  } as const
  const admin = createClient({ url: options.url, log, clickhouse_settings: { wait_end_of_query: 1 } })
  try {
    const answer = await admin.query({ query: 'SELECT version() AS version', format: 'JSONEachRow' })
    const [row] = z.array(z.object({ version: z.string() })).parse(await answer.json())
    const [major = 0, minor = 0] = (row?.version ?? '').split('.').map(Number)
    if (major < oldestVersion[0] || (major === oldestVersion[0] && minor < oldestVersion[1])) {
      throw new AppError(
        'unavailable',
        `ClickHouse ${row?.version} is too old: Banyan needs ${oldestVersion.join('.')} or newer`,
      )
    }
    await admin.command({ query: `CREATE DATABASE IF NOT EXISTS ${identifier(options.database)}` })
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError(
      'unavailable',
      `ClickHouse at ${withoutPassword(options.url)} is not usable: ${reason(error)}`,
    )
  } finally {
    await admin.close()
  }
  const client = createClient({
    url: options.url,
    database: options.database,
    log,
    clickhouse_settings,
    max_open_connections: 16,
    request_timeout: 3_600_000,
  })
  const asGuest = async <Result>(
    { database, settings, signal }: GuestOptions,
    work: (visitor: ClickHouseClient) => Promise<Result>,
  ): Promise<Result> => {
    signal?.throwIfAborted()
    // Read-only is one of the settings of the request: it takes effect after those beside it, and none follows it.
    const visitor = createClient({
      url: options.url,
      database,
      log,
      clickhouse_settings: { ...clickhouse_settings, ...settings, readonly: '1' },
      request_timeout: 600_000,
    })
    try {
      return await work(visitor)
    } finally {
      await visitor.close()
    }
  }
  const stop = async (queryId: string): Promise<void> => {
    await client.command({ query: `KILL QUERY WHERE query_id = '${queryId}' ASYNC` })
  }
  return overBackend({
    database: options.database,
    explainSyntax: (sql, guest) => asGuest(guest, (visitor) => readSyntax(visitor, sql)),
    readAsGuest: (sql, guest) =>
      asGuest(guest, (visitor) => {
        const queryId = randomUUID()
        return stoppable(
          inSpan('clickhouse', {}, () => readGuestAnswer(visitor, sql, queryId)),
          guest.signal,
          () => stop(queryId),
        )
      }),
    run: (statementOptions, run) => {
      const signal = statementOptions?.signal
      signal?.throwIfAborted()
      const queryId = randomUUID()
      statementOptions?.started?.(() => readProgress(client, `query_id = '${queryId}'`))
      return stoppable(
        inSpan('clickhouse', {}, () => run(client, queryId)),
        signal,
        () => stop(queryId),
      )
    },
    prepare: (sql, parameters) => ({ query: sql, query_params: boundParameters(parameters) }),
    close: () => client.close(),
  })
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return messageOf(error) || code || 'no answer'
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//')
}
