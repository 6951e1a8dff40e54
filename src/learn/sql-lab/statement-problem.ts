import { AppError } from '../../platform/errors.ts'

export const problemKinds = [
  'empty',
  'too_long',
  'not_a_select',
  'several_statements',
  'character',
  'unclosed',
  'clause',
  'syntax',
  'construct',
  'database',
  'function',
  'table_function',
  'type',
] as const

/** Why a statement is refused, and where in it: offsets in UTF-16 units, `to` exclusive. */
export interface StatementProblem {
  readonly kind: (typeof problemKinds)[number]
  /** What the statement says there, such as the name of a function. */
  readonly subject: string
  readonly message: string
  readonly from: number
  readonly to: number
}

/** A statement that may not run. */
export class StatementRefused extends AppError {
  readonly problem: StatementProblem

  constructor(problem: StatementProblem) {
    // The place is written as RFC 5147 writes places in plain text.
    super('invalid_definition', problem.message, {
      details: [{ path: `/sql#char=${problem.from},${problem.to}`, message: problem.message }],
    })
    this.problem = problem
  }
}

export function refuse(
  kind: StatementProblem['kind'],
  message: string,
  { from, to, subject = '' }: { from: number; to: number; subject?: string },
): never {
  throw new StatementRefused({ kind, message, subject, from, to })
}
