import type { Comparison, ComparisonKind, MatchSpec } from '../match-spec.ts'
import { code } from './code.ts'
import type { ComparisonBehaviour, Level } from './comparison-behaviour.ts'
import { date } from './date.ts'
import { email } from './email.ts'
import { exact } from './exact.ts'
import { set } from './set.ts'
import { text } from './text.ts'

const behaviours: Readonly<Record<ComparisonKind, ComparisonBehaviour>> = {
  text,
  code,
  date,
  email,
  exact,
  set,
}

/** Bits of a pattern that one comparison takes: level 0 = a value is missing, 1 = best, last = differs. */
export const levelBits = 3

function levels(comparison: Comparison, a: string, b: string): readonly Level[] {
  const side = (alias: string) => ({
    value: `${alias}.f_${comparison.field}`,
    ...(comparison.swap === undefined ? {} : { swap: `${alias}.f_${comparison.swap}` }),
  })
  return behaviours[comparison.kind].levels(side(a), side(b))
}

/** Names of a comparison's levels by number. */
export function levelNames(comparison: Comparison): string[] {
  return ['missing', ...levels(comparison, 'a', 'b').map((level) => level.name), 'different']
}

function levelSql(comparison: Comparison, a: string, b: string): string {
  const found = levels(comparison, a, b)
  const missing = `${a}.f_${comparison.field} = '' OR ${b}.f_${comparison.field} = '', 0`
  const cases = found.map((level, i) => `${level.when}, ${i + 1}`)
  return `multiIf(${[missing, ...cases].join(', ')}, ${found.length + 1})`
}

/** All levels of agreement between two records as one number: `levelBits` bits a comparison, the first lowest. */
export function patternSql(spec: MatchSpec, a: string, b: string): string {
  return spec.comparisons
    .map((comparison, i) => `bitShiftLeft(toUInt64(${levelSql(comparison, a, b)}), ${i * levelBits})`)
    .join(' + ')
}

/** The level of comparison `i` in a pattern, as SQL. */
export function levelOfSql(pattern: string, i: number): string {
  return `bitAnd(bitShiftRight(${pattern}, ${i * levelBits}), ${2 ** levelBits - 1})`
}

/** The level of comparison `i` in a pattern. */
export function levelOf(pattern: number, i: number): number {
  return Math.floor(pattern / 2 ** (i * levelBits)) % 2 ** levelBits
}
