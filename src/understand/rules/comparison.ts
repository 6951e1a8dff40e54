import { z } from 'zod'
import { literal } from '../../platform/clickhouse/literal.ts'
import { plainText } from './names.ts'
import { isRelative, relativeOperators, relativeProblem, relativeSql } from './relative-dates.ts'
import { sqlText } from './sql-text.ts'

export const operators = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'in',
  'not_in',
  'is_set',
  'is_not_set',
  ...relativeOperators,
] as const
export type Operator = (typeof operators)[number]

/** A value to compare: what it is, how ClickHouse stores it, and how it says "missing". */
export interface ComparedColumn {
  readonly type: 'number' | 'string' | 'boolean' | 'date'
  /** ClickHouse type. */
  readonly clickhouse: string
  /** Missing values are null, '' or (`never`) do not occur. */
  readonly missing: 'null' | 'empty' | 'never'
}

const scalar = z.union([z.number(), plainText(1000).min(1), z.boolean()], {
  error: 'must be a number, a text of 1 to 1000 characters, or true or false',
})
export const comparedValue = z.union([scalar, z.array(scalar).min(1).max(10_000)], {
  error:
    'must be a number, a text, true or false, or a list of 1 to 10000 of them (for longer lists use a segment)',
})
type Scalar = z.output<typeof scalar>
export interface Comparison {
  readonly op: Operator
  readonly value?: z.output<typeof comparedValue> | undefined
}

const signs = { eq: '=', ne: '!=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const
const described = {
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  date: 'a day such as 2026-11-01',
}

function belongsTo(value: Scalar, type: ComparedColumn['type']): boolean {
  if (type === 'date') return z.iso.date().safeParse(value).success
  return typeof value === type
}

/** What is wrong with the comparison, as a sentence; null when it fits the column. */
export function comparisonProblem(comparison: Comparison, type: ComparedColumn['type']): string | null {
  const { op, value } = comparison
  if (op === 'is_set' || op === 'is_not_set')
    return value === undefined ? null : `${op} takes no value: remove it`
  if (isRelative(op)) {
    return type === 'date'
      ? relativeProblem(op, value)
      : `${op} compares days, but this is ${described[type]}: use eq, gte or between`
  }
  if (value === undefined) return `${op} needs a value: give ${described[type]}`
  const values = Array.isArray(value) ? value : [value]
  if (op === 'between' && (!Array.isArray(value) || value.length !== 2))
    return 'between needs two values: [from, to]'
  if ((op === 'in' || op === 'not_in') && !Array.isArray(value))
    return `${op} needs a list of values: [${String(value)}]`
  if (op in signs && Array.isArray(value)) return `${op} needs one value: for several use in`
  const ordered = op === 'gt' || op === 'gte' || op === 'lt' || op === 'lte' || op === 'between'
  if (ordered && type !== 'number' && type !== 'date')
    return `${op} compares numbers and dates, but this is ${described[type]}: use eq, ne or in`
  const wrong = values.find((item) => !belongsTo(item, type))
  if (wrong !== undefined) return `${JSON.stringify(wrong)} does not fit: give ${described[type]}`
  const [low = '', high = ''] = values
  return op === 'between' && low > high
    ? `between needs the lower value first: ${JSON.stringify([high, low])}`
    : null
}

/** Is it a number of cents that Decimal(18, 2) holds exactly? */
function isCents(value: number): boolean {
  return Number.isSafeInteger(value) || (Math.abs(value) < 1e13 && Number(value.toFixed(2)) === value)
}

/** Decimal literals keep cents exact; anything finer or huge compares as a float. */
export function numberLiteral(value: number, clickhouse: string): string {
  return clickhouse.includes('Decimal') && isCents(value)
    ? literal(value.toFixed(2), 'Decimal(18, 2)')
    : literal(value, 'Float64')
}

function valueLiteral(value: Scalar, column: ComparedColumn): string {
  switch (column.type) {
    case 'number':
      return numberLiteral(Number(value), column.clickhouse)
    case 'date':
      return literal(value, 'Date32')
    case 'boolean':
      return value === true ? 'true' : 'false'
    case 'string':
      return sqlText(String(value))
  }
}

function membershipSql(
  expression: string,
  op: 'in' | 'not_in',
  items: readonly Scalar[],
  column: ComparedColumn,
): string {
  // ClickHouse refuses to look for a number in a Decimal that cannot hold it; no amount equals it anyway.
  const possible = column.clickhouse.includes('Decimal')
    ? items.filter((item) => typeof item === 'number' && isCents(item))
    : items
  if (possible.length === 0) return op === 'in' ? '0' : `isNotNull(${expression})`
  const literals = possible.map((item) => valueLiteral(item, column))
  return `${expression} ${op === 'in' ? 'IN' : 'NOT IN'} (${literals.join(', ')})`
}

/**
 * The comparison as a SQL condition that is never null. A missing value satisfies is_not_set and nothing else.
 * @param expression SQL of the compared column
 * @param today the as-of day, which relative dates count from
 */
export function comparisonSql(
  expression: string,
  column: ComparedColumn,
  comparison: Comparison,
  today: string,
): string {
  const present =
    column.missing === 'never'
      ? '1'
      : column.missing === 'empty'
        ? `${expression} != ''`
        : `isNotNull(${expression})`
  const { op, value } = comparison
  if (op === 'is_set') return present
  if (op === 'is_not_set') return column.missing === 'never' ? '0' : `NOT ${present}`
  if (isRelative(op)) {
    const condition = relativeSql(expression, op, value, today)
    return column.missing === 'null' ? `ifNull(${condition}, false)` : condition
  }
  const items = Array.isArray(value) ? value : value === undefined ? [] : [value]
  const values = items.map((item) => valueLiteral(item, column))
  const condition =
    op === 'between'
      ? `${expression} BETWEEN ${values[0]} AND ${values[1]}`
      : op === 'in' || op === 'not_in'
        ? membershipSql(expression, op, items, column)
        : `${expression} ${signs[op]} ${values[0]}`
  if (column.missing === 'null') return `ifNull(${condition}, false)`
  const excludesMissing = column.missing === 'never' || (op !== 'ne' && op !== 'not_in')
  return excludesMissing ? condition : `(${present} AND ${condition})`
}
