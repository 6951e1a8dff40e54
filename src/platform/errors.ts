/** Every way a request can fail, with the HTTP status it maps to (see http/problem.ts). */
export const errorStatus = {
  invalid_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  precondition_failed: 412,
  too_large: 413,
  unsupported: 415,
  invalid_definition: 422,
  precondition_required: 428,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const
export type ErrorCode = keyof typeof errorStatus

/** One thing wrong at one place: `path` is a JSON pointer into the input. */
export interface ErrorDetail {
  readonly path: string
  readonly message: string
}

/**
 * A failure that the caller can understand. `message` says what was wrong, where, and what to do;
 * it never carries personal data.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: readonly ErrorDetail[]
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: readonly ErrorDetail[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.details = options.details ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

/**
 * Why something thrown happened, fit for logs, job lists and the console. Errors of the stores quote statements and the
 * values in them, which may be personal data: what they quote is left out, and where in the statement it was.
 */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const fromStore = 'code' in error && ('type' in error || 'severity' in error)
  if (!fromStore) return error.message
  const reason = firstPart(error.message)
  // Names of tables and columns that do not exist are no data, and worth knowing.
  const namesOnly = 'type' in error && String(error.type).startsWith('UNKNOWN_')
  return namesOnly ? reason : reason.replaceAll(quotations, '…')
}

const quotations = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`/g

/** What went wrong, without the statement it went wrong in. */
function firstPart(message: string): string {
  const [reason = ''] = message.split(/:? ?\b(?:[Ii]n scope|[Ww]hile executing)\b|\(at row/)
  return reason.replaceAll(/\s+/g, ' ').trim().slice(0, 300)
}
