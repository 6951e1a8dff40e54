/** An error as ClickHouse reports it: number, upper-case name, sentence. */
export class ServerError extends Error {
  readonly code: number
  readonly type: string

  constructor(code: number, type: string, message: string) {
    super(message)
    this.code = code
    this.type = type
  }
}

const engineMessage = /^Code: (\d+)\. DB::Exception: ([\s\S]*?)\s*\(([A-Z0-9_]+)\)[^()]*$/

/** Turns what chDB throws into number, name and sentence; 1002 is ClickHouse's "unknown exception". */
export function toServerError(error: unknown): ServerError {
  if (error instanceof ServerError) return error
  const message = error instanceof Error ? error.message : String(error)
  const [, code, sentence, type] = engineMessage.exec(message) ?? []
  return code !== undefined && sentence !== undefined && type !== undefined
    ? new ServerError(Number(code), type, sentence)
    : new ServerError(1002, 'UNKNOWN_EXCEPTION', message)
}

/** The sentence the server writes into a response body. */
export function errorText(error: ServerError, version: string): string {
  return `Code: ${error.code}. DB::Exception: ${error.message} (${error.type}) (version ${version} (official build))\n`
}

const statuses: ReadonlyMap<number, readonly number[]> = new Map([
  // parse and type errors, bad arguments of functions
  [400, [6, 26, 27, 38, 41, 43, 44, 53, 62, 70, 72, 117, 130, 131, 321, 386, 395, 456, 457]],
  [401, [194]],
  [403, [164, 192, 193, 497, 516]],
  // unknown table, function, identifier, type, engine, format, database, setting
  [404, [16, 46, 47, 50, 56, 60, 63, 73, 78, 79, 81, 99, 115, 336]],
  [408, [159]],
  [413, [12]],
  [501, [48]],
  [503, [209, 439]],
])

/** The HTTP status of a ClickHouse error number; 500 for all that ClickHouse does not single out. */
export function statusOf(code: number): number {
  for (const [status, codes] of statuses) if (codes.includes(code)) return status
  return 500
}
