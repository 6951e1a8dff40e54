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
  /** Resolves when the store answers, rejects with the reason when not. */
  ping(): Promise<void>
  close(): Promise<void>
}
