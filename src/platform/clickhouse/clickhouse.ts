import type { z } from 'zod'

/** How a statement runs. */
export interface StatementOptions {
  /** `short` (default) for reads that people wait for; `long` for refreshes, imports, snapshots and ticks. */
  readonly pool?: 'short' | 'long'
  /** ClickHouse settings, e.g. `{ max_memory_usage: 8e9, max_execution_time: 60 }`. */
  readonly settings?: Readonly<Record<string, string | number>>
  /** Aborting stops the statement in the engine too (KILL QUERY … ASYNC). */
  readonly signal?: AbortSignal
  /** Called when the statement begins, with a way to ask how far it is; null when it no longer runs. */
  readonly started?: (progress: () => Promise<StatementProgress | null>) => void
}

/** How far a statement is. */
export interface StatementProgress {
  readonly readRows: number
  /** As far as the engine knows yet: it grows while parts of the statement begin. */
  readonly totalRows: number
  readonly seconds: number
}

/** Values of `{name:Type}` placeholders. */
export type Parameters = Readonly<Record<string, unknown>>

/** How a statement runs that somebody else wrote. */
export interface GuestOptions {
  /** The only database whose tables it finds by name. */
  readonly database: string
  /** Limits; the statement cannot change them, nor anything else. */
  readonly settings: Readonly<Record<string, string | number>>
  readonly signal?: AbortSignal | undefined
}

/** Rows as they come, with their types and what it cost to read them. */
export interface GuestAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly unknown[])[]
  readonly rowsRead: number
  readonly bytesRead: number
}

/**
 * ClickHouse as the product sees it: one database, embedded (chDB) or remote (HTTP), same SQL.
 * Placeholders `{name:Type}` are bound over HTTP and rendered as encoded literals over chDB, where bound
 * parameters would serialise the whole process. `{name:Identifier}` renders a quoted identifier in both.
 */
export interface ClickHouse {
  readonly database: string
  /** Rows as JSONEachRow objects, each checked by `row`. 64-bit and larger integers and decimals arrive as strings. */
  query<Row>(
    sql: string,
    parameters: Parameters,
    row: z.ZodType<Row>,
    options?: StatementOptions,
  ): Promise<Row[]>
  /** A statement without a result: DDL, INSERT … SELECT, ALTER, SYSTEM. */
  command(sql: string, parameters?: Parameters, options?: StatementOptions): Promise<void>
  /**
   * Insert rows already encoded in `format` (default JSONEachRow: one JSON object a line).
   * With `deduplicationToken`, repeating the same insert is a no-op.
   */
  insert(
    table: string,
    columns: readonly string[],
    body: string,
    options?: StatementOptions & {
      deduplicationToken?: string
      format?: 'JSONEachRow' | 'JSONCompactEachRow'
    },
  ): Promise<void>
  /**
   * One SELECT that a person wrote, read-only, in sessions of its own, so that it takes none from the product. What it
   * may name and call is the caller's to check before: embedded ClickHouse knows no users.
   */
  readAsGuest(sql: string, options: GuestOptions): Promise<GuestAnswer>
  /** How ClickHouse understands a guest's statement: the lines of EXPLAIN AST. Nothing is read. */
  explainSyntax(sql: string, options: GuestOptions): Promise<string[]>
  /** Resolves when the store answers, rejects with the reason when not. */
  ping(): Promise<void>
  close(): Promise<void>
}
