import type { IncomingMessage } from 'node:http'
import { createBrotliDecompress, createGunzip, createZstdDecompress } from 'node:zlib'
import type { Readable } from 'node:stream'
import { ServerError } from './server-error.ts'

/** One statement as ClickHouse's HTTP interface receives it. */
export interface Statement {
  /** Statement text, with the data of an INSERT behind it. */
  readonly sql: string
  readonly database: string | undefined
  readonly queryId: string
  readonly sessionId: string | undefined
  /** Engine settings as text; ClickHouse parses them by the setting's type. */
  readonly settings: ReadonlyMap<string, string>
  /** Values of `{name:Type}`, in ClickHouse's escaped text form. */
  readonly parameters: ReadonlyMap<string, string>
  readonly format: string
  /** Hold the answer back until the statement has ended, so that a late error still gets its own status. */
  readonly waitForEnd: boolean
  readonly compress: boolean
  readonly readOnly: boolean
}

// Parameters of the HTTP layer itself; everything else in the query string is an engine setting.
const httpOnly = new Set([
  'query',
  'database',
  'query_id',
  'session_id',
  'session_timeout',
  'session_check',
  'role',
  'user',
  'password',
  'quota_key',
  'stacktrace',
  'compress',
  'decompress',
  'buffer_size',
  'default_format',
  'wait_end_of_query',
  'enable_http_compression',
  'http_zlib_compression_level',
  'http_response_buffer_size',
  'http_headers_progress_interval_ms',
  'send_progress_in_http_headers',
])

/** Reads a request whole and splits it into statement, settings and parameters. */
export async function readStatement(request: IncomingMessage, url: URL): Promise<Statement> {
  const body = await readBody(request)
  const values = new Map(url.searchParams)
  const contentType = request.headers['content-type'] ?? ''
  const text = contentType.startsWith('multipart/form-data')
    ? readMultipart(contentType, body, values)
    : body.toString('utf8')
  const query = values.get('query') ?? ''
  const settings = new Map<string, string>()
  const parameters = new Map<string, string>()
  for (const [name, value] of values) {
    if (name.startsWith('param_')) parameters.set(name.slice('param_'.length), value)
    else if (!httpOnly.has(name)) settings.set(name, value)
  }
  return {
    sql: joinStatement(query, text),
    database: values.get('database') ?? header(request, 'x-clickhouse-database'),
    queryId: values.get('query_id') ?? crypto.randomUUID(),
    sessionId: values.get('session_id'),
    settings,
    parameters,
    format: values.get('default_format') ?? header(request, 'x-clickhouse-format') ?? 'TabSeparated',
    waitForEnd: values.get('wait_end_of_query') === '1',
    compress: values.get('enable_http_compression') === '1' && accepts(request, 'gzip'),
    readOnly: request.method === 'GET',
  }
}

function joinStatement(query: string, body: string): string {
  if (query === '') return body
  if (body === '') return query
  return `${query}${query.endsWith('\n') ? '' : '\n'}${body}`
}

export function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

function accepts(request: IncomingMessage, encoding: string): boolean {
  return (header(request, 'accept-encoding') ?? '').includes(encoding)
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of decoded(request)) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

function decoded(request: IncomingMessage): Readable {
  const encoding = header(request, 'content-encoding') ?? 'identity'
  const decoder = {
    identity: undefined,
    gzip: createGunzip,
    br: createBrotliDecompress,
    zstd: createZstdDecompress,
  }
  if (!(encoding in decoder))
    throw new ServerError(73, 'UNKNOWN_FORMAT', `Unknown Content-Encoding: ${encoding}`)
  const create = decoder[encoding as keyof typeof decoder]
  if (create === undefined) return request
  const stream = create()
  request.on('error', (error) => stream.destroy(error))
  return request.pipe(stream)
}

/** The client's multipart form: one part a parameter, and `query` for the statement, which is returned. */
function readMultipart(contentType: string, body: Buffer, into: Map<string, string>): string {
  const boundary = /boundary=([^;]+)/.exec(contentType)?.[1]
  if (boundary === undefined) throw new ServerError(36, 'BAD_ARGUMENTS', 'Multipart body without a boundary')
  let query = ''
  for (const part of body.toString('utf8').split(`--${boundary}`)) {
    const match = /^\r\nContent-Disposition: form-data; name="([^"]+)"\r\n\r\n([\s\S]*)\r\n$/.exec(part)
    const [, name, value] = match ?? []
    if (name === undefined || value === undefined) continue
    if (name === 'query') query = value
    else into.set(name, value)
  }
  return query
}
