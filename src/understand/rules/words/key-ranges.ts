import type { Operator } from '../comparison.ts'

/** Whole numbers from … to, both included; empty when from > to. */
export type KeyRange = readonly [number, number]

/**
 * The least whole number k with k / scale ≥ bound, in the arithmetic of doubles, which is what a scan compares in
 * (and exact for the cents of a Decimal).
 */
function leastFrom(bound: number, scale: number): number {
  let key = Math.floor(bound * scale)
  while (key / scale >= bound) key -= 1
  while (key / scale < bound) key += 1
  return key
}

/** The least whole number k with k / scale > bound. */
function leastAbove(bound: number, scale: number): number {
  const key = leastFrom(bound, scale)
  return key / scale === bound ? key + 1 : key
}

/** Beyond this whole numbers are no longer exact as doubles. */
const exact = 2 ** 52

/**
 * The whole numbers k for which k / scale compares so. Undefined where a scan might see it otherwise: a Decimal
 * against what has no cents' exact value, and sizes beyond the exact ones.
 */
export function keyRanges(
  op: Operator,
  values: readonly number[],
  scale: number,
  clickhouse: string,
): readonly KeyRange[] | undefined {
  if (values.some((value) => Math.abs(value) * scale > exact)) return undefined
  if (clickhouse.includes('Decimal') && values.some((value) => Number(value.toFixed(2)) !== value))
    return undefined
  const [first = 0, last = first] = values
  switch (op) {
    case 'gte':
      return [[leastFrom(first, scale), Infinity]]
    case 'gt':
      return [[leastAbove(first, scale), Infinity]]
    case 'lt':
      return [[-Infinity, leastFrom(first, scale) - 1]]
    case 'lte':
      return [[-Infinity, leastAbove(first, scale) - 1]]
    case 'between':
      return [[leastFrom(first, scale), leastAbove(last, scale) - 1]]
    case 'eq':
    case 'in':
      return [...new Set(values)].map((value) => [leastFrom(value, scale), leastAbove(value, scale) - 1])
    default:
      return undefined
  }
}
