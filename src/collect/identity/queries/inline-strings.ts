import { literal } from '../../../platform/clickhouse/literal.ts'

const plain = /^[\w\-.:@/=+]*$/

/**
 * An `Array(String)` literal for thousands of values. Bound parameters travel in the URL over HTTP, which ends at 1 MiB.
 */
export function inlineStrings(values: readonly string[]): string {
  const quoted = values.map((value) => (plain.test(value) ? `'${value}'` : literal(value, 'String')))
  return `[${quoted.join(',')}]`
}
