import { Session } from 'chdb'
import type { Statement } from './request.ts'
import { ServerError, toServerError } from './server-error.ts'

/** What a statement answers: its bytes piece by piece, then its counters. */
export interface Answer {
  readonly chunks: AsyncIterable<Uint8Array>
  /** Complete once `chunks` ended. */
  summary(): Summary
  /** Gives the session back, cancelling what still runs on it. */
  close(): void
}

export interface Summary {
  readonly rows: number
  readonly bytes: number
  readonly written: boolean
}

interface Lease {
  readonly session: Session
  release(): void
}

interface Named {
  readonly session: Session
  busy: boolean
  lastUsed: number
}

const sessionLifetime = 60_000
// ClickHouse's default max_query_size
const querySizeLimit = 262_144

/**
 * chDB behind a bounded number of sessions. A session runs one statement at a time, so every request gets a
 * fresh one (1.3 ms) and settings of one request never reach another; named HTTP sessions keep theirs.
 */
export class Engine {
  readonly version: string
  readonly #path: string
  readonly #keeper: Session
  readonly #named = new Map<string, Named>()
  readonly #waiting: (() => void)[] = []
  #free: number

  constructor(path: string, concurrency: number) {
    this.#path = path
    this.#free = concurrency
    // libchdb unloads its tables with its last connection: this one stays open.
    this.#keeper = new Session(path)
    this.version = this.#keeper.query('SELECT version()', 'TabSeparatedRaw').trim()
  }

  /** Runs one statement. Whoever gets the answer closes it. */
  async run(statement: Statement): Promise<Answer> {
    await this.#acquire()
    let lease: Lease | undefined
    try {
      lease = this.#lease(statement.sessionId)
      await prepare(lease.session, statement)
      const answer = await execute(lease.session, statement)
      return { ...answer, close: () => this.#end(answer, lease) }
    } catch (error) {
      this.#end(undefined, lease)
      throw toServerError(error)
    }
  }

  #end(answer: Answer | undefined, lease: Lease | undefined): void {
    answer?.close()
    lease?.release()
    this.#give()
  }

  /** Stops the statement that a client named `queryId`, if it still runs. */
  async kill(queryId: string): Promise<void> {
    const session = new Session(this.#path)
    try {
      await session.queryAsync(killById(`KILL QUERY WHERE query_id = ${quote(queryId)}`))
    } finally {
      session.close()
    }
  }

  close(): void {
    for (const { session } of this.#named.values()) session.close()
    this.#keeper.close()
  }

  async #acquire(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1
      return
    }
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve)
    })
  }

  #give(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free += 1
    else next()
  }

  #lease(id: string | undefined): Lease {
    if (id === undefined) {
      const session = new Session(this.#path)
      return { session, release: () => session.close() }
    }
    const now = performance.now()
    for (const [name, entry] of this.#named)
      if (!entry.busy && now - entry.lastUsed > sessionLifetime) {
        entry.session.close()
        this.#named.delete(name)
      }
    const named = this.#named.get(id) ?? { session: new Session(this.#path), busy: false, lastUsed: now }
    if (named.busy)
      throw new ServerError(373, 'SESSION_IS_LOCKED', `Session ${id} is locked by a concurrent client.`)
    named.busy = true
    this.#named.set(id, named)
    return {
      session: named.session,
      release: () => {
        named.busy = false
        named.lastUsed = performance.now()
      },
    }
  }
}

/** Database, settings and parameters of the request; `log_comment` carries the query id, which chDB makes up itself. */
async function prepare(session: Session, statement: Statement): Promise<void> {
  if (statement.database !== undefined) await session.queryAsync(`USE ${quoteName(statement.database)}`)
  const assignments = [`log_comment = ${quote(statement.queryId)}`]
  for (const [name, value] of statement.settings) assignments.push(`${checkedName(name)} = ${quote(value)}`)
  for (const [name, value] of statement.parameters)
    assignments.push(`param_${checkedName(name)} = ${quote(value)}`)
  if (statement.readOnly) assignments.push('readonly = 2')
  const set = `SET ${assignments.join(', ')}`
  if (set.length < querySizeLimit) await session.queryAsync(set)
  else {
    // Over HTTP parameters don't count towards max_query_size, here they are part of a statement.
    await session.queryAsync(`SET max_query_size = ${set.length * 2}`)
    const limit = statement.settings.has('max_query_size') ? '' : `, max_query_size = ${querySizeLimit}`
    await session.queryAsync(`${set}${limit}`)
  }
}

async function execute(session: Session, statement: Statement): Promise<Answer> {
  const sql = statement.sql
  if (isInsertWithoutRows(sql)) return whole(new Uint8Array(), { rows: 0, bytes: 0, written: true })
  if (/^\s*(?:--[^\n]*\n\s*|\/\*[\s\S]*?\*\/\s*)*[(]*\s*(?:SELECT|WITH)\b/i.test(sql)) {
    try {
      return await stream(session, sql, statement.format)
    } catch (error) {
      // WITH … INSERT, SELECT … INTO: not a result to stream
      if (!String(error).includes('Streaming query is not supported')) throw error
    }
  }
  const result = await session.queryAsync(killById(sql), { format: statement.format })
  const written = insertedLines(sql)
  return written === undefined
    ? whole(result.bytes(), { rows: result.rowsRead, bytes: result.bytesRead, written: false })
    : whole(result.bytes(), { rows: written, bytes: sql.length, written: true })
}

async function stream(session: Session, sql: string, format: string): Promise<Answer> {
  const result = session.queryStream(sql, { format })
  const iterator = result[Symbol.asyncIterator]()
  // The first chunk decides between an answer and an error, so wait for it before any header is sent.
  const first = await iterator.next()
  let rows = 0
  let bytes = 0
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for (let chunk = first; chunk.done !== true; chunk = await iterator.next()) {
        rows += chunk.value.numRows
        bytes += chunk.value.numBytes
        yield chunk.value.raw()
      }
    } catch (error) {
      throw toServerError(error)
    }
  }
  return {
    chunks: chunks(),
    summary: () => ({ rows, bytes, written: false }),
    close: () => {
      if (!result.closed) result.cancel()
    },
  }
}

function whole(body: Uint8Array, summary: Summary): Answer {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    if (body.length > 0) yield body
  }
  return { chunks: chunks(), summary: () => summary, close: () => undefined }
}

/** A server takes an insert of nothing; the embedded engine calls it an error. */
function isInsertWithoutRows(sql: string): boolean {
  return sql.length < 10_000 && /^\s*INSERT\s+INTO\s[^;]*\sFORMAT\s+\w+\s*$/i.test(sql)
}

/** Rows of an INSERT with its data behind it, one a line; chDB does not count them. */
function insertedLines(sql: string): number | undefined {
  const head = /^\s*INSERT\s+INTO\s[^\n]*\sFORMAT\s+\w+[ \t]*\n/i.exec(sql)?.[0]
  if (head === undefined) return undefined
  let lines = sql.endsWith('\n') ? 0 : 1
  for (let at = sql.indexOf('\n', head.length); at >= 0; at = sql.indexOf('\n', at + 1)) lines += 1
  return lines
}

/** KILL QUERY by the id the client chose. SYNC never returns in chDB, so it always runs ASYNC. */
function killById(sql: string): string {
  if (!/^\s*KILL\s+QUERY\b/i.test(sql)) return sql
  return sql
    .replaceAll(/\bquery_id\b/gi, "Settings['log_comment']")
    .replace(/\s+(?:SYNC|ASYNC)\b/i, ' ')
    .replace(/(\s+FORMAT\s+\w+)?\s*;?\s*$/i, ' ASYNC$1')
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

function quoteName(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``
}

function checkedName(name: string): string {
  if (!/^\w+$/.test(name)) throw new ServerError(115, 'UNKNOWN_SETTING', `Unknown setting '${name}'`)
  return name
}
