import type { RejectionReason } from './rejection.ts'

/** A compiled expression: `value` is SQL; `problem` is SQL that gives a rejection reason, or '' when all is well. */
export interface Compiled {
  readonly value: string
  readonly problem: string
}

/** The problem of an expression that cannot fail. */
export const fine = "''"

/** SQL of the first of several problems that is one. */
export function firstProblem(problems: readonly string[]): string {
  const real = [...new Set(problems)].filter((problem) => problem !== fine)
  if (real.length <= 1) return real[0] ?? fine
  return `multiIf(${real.map((problem) => `${problem} != '', ${problem}`).join(', ')}, '')`
}

/** SQL of the problem `name` of a text that is there but `bad`. */
export function whenFilled(text: string, bad: string, name: RejectionReason): string {
  return `if(${text} != '' AND ${bad}, '${name}', '')`
}
