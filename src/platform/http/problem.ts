import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod'
import { DatabaseError } from 'pg'
import { ZodError } from 'zod'
import { AppError, type ErrorCode, type ErrorDetail, errorStatus } from '../errors.ts'

/** RFC 9457 problem details: the shape of every error answer under /api. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: ErrorCode
  readonly detail: string
  readonly errors: readonly ErrorDetail[]
  readonly requestId: string
}

const titles: Readonly<Record<ErrorCode, string>> = {
  invalid_request: 'The request is not valid',
  unauthenticated: 'Not signed in',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  conflict: 'Conflict',
  precondition_failed: 'Changed meanwhile',
  too_large: 'Too large',
  unsupported: 'Not supported',
  invalid_definition: 'The definition is not valid',
  precondition_required: 'A condition is missing',
  rate_limited: 'Too many requests',
  internal: 'Something went wrong on our side',
  unavailable: 'Not available right now',
}

const codeOfStatus = new Map<number, ErrorCode>([
  [400, 'invalid_request'],
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [413, 'too_large'],
  [415, 'unsupported'],
  [429, 'rate_limited'],
  [503, 'unavailable'],
])

function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** PostgreSQL refused a value as such (SQLSTATE class 22): numbers out of range, NUL in a text, half surrogates. */
function isDataException(error: unknown): boolean {
  return error instanceof DatabaseError && error.code?.startsWith('22') === true
}

/** Turn anything thrown into an AppError; what we did not foresee becomes `internal` and keeps its cause for the log. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (hasZodFastifySchemaValidationErrors(error)) {
    return new AppError('invalid_request', 'Some fields are not valid', {
      details: error.validation.map((issue) => ({
        path: issue.instancePath || '/',
        message: issue.message ?? 'is not valid',
      })),
    })
  }
  if (error instanceof ZodError) {
    return new AppError('internal', 'Stored data has an unexpected shape', { cause: error })
  }
  if (isResponseSerializationError(error)) {
    return new AppError('internal', 'The answer has an unexpected shape', { cause: error })
  }
  if (isDataException(error)) {
    return new AppError(
      'invalid_request',
      'A value is out of range or has characters that cannot be stored (such as NUL): correct it and try again',
      { cause: error },
    )
  }
  const status =
    error instanceof Error && 'statusCode' in error ? Number((error as FastifyError).statusCode) : 500
  const code = codeOfStatus.get(status) ?? (status >= 400 && status < 500 ? 'invalid_request' : 'internal')
  if (code === 'internal')
    return new AppError('internal', 'Something went wrong on our side', { cause: error })
  return new AppError(code, error instanceof Error ? error.message : titles[code])
}

/** Validation issues of a definition (rule, journey, plan), with JSON pointers. */
export function detailsOfZod(error: ZodError): ErrorDetail[] {
  return error.issues.map((issue) => ({ path: pointer(issue.path) || '/', message: issue.message }))
}

/** The one place where errors become answers. */
export function replyWithProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const failure = toAppError(error)
  const status = errorStatus[failure.code]
  if (status >= 500) {
    request.log.error({ failure: loggable(failure.cause ?? failure), requestId: request.id }, failure.message)
  }
  const problem: Problem = {
    type: `urn:banyan:problem:${failure.code}`,
    title: titles[failure.code],
    status,
    code: failure.code,
    detail: failure.message,
    errors: failure.details,
    requestId: request.id,
  }
  if (failure.retryAfterSeconds !== undefined) reply.header('retry-after', String(failure.retryAfterSeconds))
  return reply.code(status).type('application/problem+json').send(JSON.stringify(problem))
}

/**
 * What may be logged of a failure: its kind, code and where it happened. Messages of the stores quote statements and
 * values, which may be personal data.
 */
function loggable(error: unknown): { kind: string; code: string; at: string[] } {
  if (!(error instanceof Error)) return { kind: typeof error, code: '', at: [] }
  return {
    kind: error.name,
    code: 'code' in error ? String(error.code) : '',
    at: (error.stack ?? '')
      .split('\n')
      .filter((line) => line.trimStart().startsWith('at '))
      .slice(0, 8),
  }
}
