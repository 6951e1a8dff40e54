/** RFC 9457 problem details, as Banyan answers them. */
export interface Problem {
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly errors: readonly { path: string; message: string }[]
  readonly requestId: string
}

/** A request that was answered with an error (or, with status 0, not at all). */
export class ProblemError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail === '' ? problem.title : problem.detail)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
const text = (value: unknown) => (typeof value === 'string' ? value : '')

/** Reads whatever came back (a proxy may answer HTML) into a problem. */
export function problemFrom(status: number, body: unknown, requestId: string): Problem {
  const fields = isRecord(body) ? body : {}
  const errors = Array.isArray(fields['errors']) ? fields['errors'].filter(isRecord) : []
  return {
    title: text(fields['title']),
    status,
    code: text(fields['code']) === '' ? codeOf(status) : text(fields['code']),
    detail: text(fields['detail']),
    errors: errors.map((error) => ({ path: text(error['path']), message: text(error['message']) })),
    requestId: text(fields['requestId']) === '' ? requestId : text(fields['requestId']),
  }
}

function codeOf(status: number): string {
  if (status === 401) return 'unauthenticated'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not_found'
  if (status === 429) return 'rate_limited'
  if (status === 502 || status === 503 || status === 504) return 'unavailable'
  return status >= 500 ? 'internal' : 'unknown'
}

export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  return {
    title: '',
    status: 0,
    code: error instanceof TypeError ? 'offline' : 'unknown',
    detail: error instanceof Error ? error.message : String(error),
    errors: [],
    requestId: '',
  }
}
