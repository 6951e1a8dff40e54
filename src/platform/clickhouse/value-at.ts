import { literal } from './literal.ts'

/**
 * One of some values, as an SQL expression. Planning a statement takes longer the longer its constants are, once for
 * every place where one stands: a value that is always the same stands there alone, and others are best named once in a
 * subquery.
 * @param index SQL expression, from 1
 */
export function valueAt(index: string, values: readonly (string | number)[], type: string): string {
  const [first] = values
  const same = first !== undefined && values.every((value) => value === first)
  const chosen = same ? literal(first, type) : `${literal([...values], `Array(${type})`)}[${index}]`
  return `CAST(${chosen} AS ${type})`
}
