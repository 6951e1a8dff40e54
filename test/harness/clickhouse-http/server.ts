import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { createGzip } from 'node:zlib'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Answer, Engine, Summary } from './engine.ts'
import { header, readStatement, type Statement } from './request.ts'
import { errorText, ServerError, statusOf, toServerError } from './server-error.ts'

export interface Credentials {
  readonly user: string
  readonly password: string
}

/** ClickHouse's HTTP interface, as far as @clickhouse/client uses it, over an embedded engine. */
export function createClickHouseServer(engine: Engine, credentials: Credentials): Server {
  // ClickHouse takes request lines up to 1 MiB (http_max_uri_size); Node's default is 16 KiB.
  const server = createServer(
    { maxHeaderSize: 1 << 20, keepAliveTimeout: 10_000, requestTimeout: 0 },
    (request, response) => {
      handle(engine, credentials, request, response).catch((error: unknown) => {
        process.stderr.write(`clickhouse-http: ${String(error)}\n`)
        response.destroy()
      })
    },
  )
  return server
}

async function handle(
  engine: Engine,
  credentials: Credentials,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  if (url.pathname === '/ping' || url.pathname === '/replicas_status') {
    response.end('Ok.\n')
    return
  }
  let statement: Statement | undefined
  try {
    authenticate(request, url, credentials)
    statement = await readStatement(request, url)
    if (statement.sql.trim() === '') {
      response.end('Ok.\n')
      return
    }
    const result = await runWhileWanted(response, engine, statement)
    try {
      await answer(response, engine, statement, result)
    } finally {
      result.close()
    }
  } catch (error) {
    fail(response, engine, statement, toServerError(error))
  }
}

/** ClickHouse runs on when the client goes away, unless `cancel_http_readonly_queries_on_client_close` says otherwise. */
async function runWhileWanted(
  response: ServerResponse,
  engine: Engine,
  statement: Statement,
): Promise<Answer> {
  const cancel = (): void => {
    engine.kill(statement.queryId).catch((error: unknown) => {
      process.stderr.write(`clickhouse-http: could not cancel: ${String(error)}\n`)
    })
  }
  const cancels = statement.settings.get('cancel_http_readonly_queries_on_client_close') === '1'
  if (cancels) response.once('close', cancel)
  try {
    return await engine.run(statement)
  } finally {
    response.off('close', cancel)
  }
}

async function answer(
  response: ServerResponse,
  engine: Engine,
  statement: Statement,
  result: Answer,
): Promise<void> {
  const tag = crypto.randomUUID().replaceAll('-', '').slice(0, 16)
  const body = statement.waitForEnd
    ? await collected(result.chunks)
    : withException(result.chunks, engine, tag)
  response.writeHead(200, {
    'content-type': contentType(statement),
    'x-clickhouse-query-id': statement.queryId,
    'x-clickhouse-format': formatOf(statement),
    'x-clickhouse-timezone': 'UTC',
    'x-clickhouse-server-display-name': 'banyan-test',
    'x-clickhouse-exception-tag': tag,
    'x-clickhouse-summary': summaryHeader(result.summary()),
    ...(statement.compress ? { 'content-encoding': 'gzip' } : {}),
  })
  const source = Readable.from(body, { objectMode: false })
  try {
    await (statement.compress ? pipeline(source, createGzip(), response) : pipeline(source, response))
  } catch (error) {
    // The client went away: the statement is cancelled with its stream, and there is nobody to tell.
    if (!response.destroyed) throw error
  }
}

async function collected(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return all
}

/** Headers are out: an error goes into the body between exception markers, as ClickHouse does since 25.11. */
async function* withException(
  chunks: AsyncIterable<Uint8Array>,
  engine: Engine,
  tag: string,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
  } catch (error) {
    const text = errorText(toServerError(error), engine.version)
    const length = Buffer.byteLength(text)
    yield Buffer.from(`\r\n__exception__\r\n${tag}\r\n${text}${length} ${tag}\r\n__exception__\r\n`)
  }
}

function fail(
  response: ServerResponse,
  engine: Engine,
  statement: Statement | undefined,
  error: ServerError,
): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  response.writeHead(statusOf(error.code), {
    'content-type': 'text/plain; charset=UTF-8',
    'x-clickhouse-exception-code': String(error.code),
    'x-clickhouse-query-id': statement?.queryId ?? '',
    'x-clickhouse-timezone': 'UTC',
  })
  response.end(errorText(error, engine.version))
}

function authenticate(request: IncomingMessage, url: URL, expected: Credentials): void {
  const basic = /^Basic (.+)$/i.exec(header(request, 'authorization') ?? '')?.[1]
  const decoded = basic === undefined ? undefined : Buffer.from(basic, 'base64').toString('utf8')
  const split = decoded?.indexOf(':') ?? -1
  const user =
    decoded?.slice(0, split) ??
    header(request, 'x-clickhouse-user') ??
    url.searchParams.get('user') ??
    'default'
  const password =
    decoded?.slice(split + 1) ?? header(request, 'x-clickhouse-key') ?? url.searchParams.get('password') ?? ''
  if (user !== expected.user || password !== expected.password)
    throw new ServerError(
      516,
      'AUTHENTICATION_FAILED',
      `${user}: Authentication failed: password is incorrect, or there is no user with such name.`,
    )
}

function summaryHeader(summary: Summary): string {
  const rows = String(summary.rows)
  const bytes = String(summary.bytes)
  return JSON.stringify({
    read_rows: rows,
    read_bytes: bytes,
    written_rows: summary.written ? rows : '0',
    written_bytes: summary.written ? bytes : '0',
    total_rows_to_read: '0',
    result_rows: rows,
    result_bytes: bytes,
    elapsed_ns: '0',
  })
}

function formatOf(statement: Statement): string {
  return (
    /\bFORMAT\s+(\w+)\s*;?\s*(?:SETTINGS\b[^()]*)?$/i.exec(statement.sql.slice(-500))?.[1] ?? statement.format
  )
}

function contentType(statement: Statement): string {
  const format = formatOf(statement)
  if (/^JSON\w*EachRow/.test(format)) return 'application/x-ndjson; charset=UTF-8'
  if (format.startsWith('JSON')) return 'application/json; charset=UTF-8'
  if (format.startsWith('CSV')) return 'text/csv; charset=UTF-8; header=absent'
  if (format.startsWith('TabSeparated')) return 'text/tab-separated-values; charset=UTF-8'
  return 'text/plain; charset=UTF-8'
}

/** Listens on loopback and returns the port that was taken. */
export async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}
