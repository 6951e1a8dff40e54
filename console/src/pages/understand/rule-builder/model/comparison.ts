import * as z from 'zod/mini'

export type ValueType = 'number' | 'string' | 'boolean' | 'date'
const scalar = z.union([z.number(), z.string(), z.boolean()])
export type Scalar = z.infer<typeof scalar>
export const compared = z.union([scalar, z.array(scalar)])
export type Compared = z.infer<typeof compared>

export const relativeOperators = [
  'in_last_days',
  'in_next_days',
  'in_period',
  'anniversary_in_next_days',
  'anniversary_in_period',
] as const
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

export const periods = [
  'today',
  'yesterday',
  'tomorrow',
  'this_week',
  'last_week',
  'next_week',
  'this_month',
  'last_month',
  'next_month',
  'this_year',
] as const

export interface Comparison {
  readonly op: Operator
  readonly value?: Compared | undefined
}

/** The operators that make sense for a type, the commonest first. */
export const operatorsOf: Record<ValueType, readonly Operator[]> = {
  number: ['gte', 'lte', 'gt', 'lt', 'between', 'eq', 'ne', 'in', 'not_in', 'is_set', 'is_not_set'],
  string: ['in', 'not_in', 'eq', 'ne', 'is_set', 'is_not_set'],
  boolean: ['eq', 'is_set', 'is_not_set'],
  date: [
    'in_last_days',
    'in_next_days',
    'in_period',
    'between',
    'gte',
    'lte',
    'eq',
    'anniversary_in_next_days',
    'anniversary_in_period',
    'is_set',
    'is_not_set',
  ],
}

/** Which input an operator asks for. */
export type InputShape = 'none' | 'one' | 'range' | 'many' | 'days' | 'period'
export function shapeOf(op: Operator): InputShape {
  switch (op) {
    case 'is_set':
    case 'is_not_set':
      return 'none'
    case 'between':
      return 'range'
    case 'in':
    case 'not_in':
      return 'many'
    case 'in_last_days':
    case 'in_next_days':
    case 'anniversary_in_next_days':
      return 'days'
    case 'in_period':
    case 'anniversary_in_period':
      return 'period'
    default:
      return 'one'
  }
}

/** What a new comparison of this type begins as. */
export function startOf(type: ValueType): Comparison {
  switch (type) {
    case 'number':
      return { op: 'gte' }
    case 'string':
      return { op: 'in', value: [] }
    case 'boolean':
      return { op: 'eq', value: true }
    case 'date':
      return { op: 'in_last_days', value: 30 }
  }
}

const scalarsOf = (value: Compared | undefined): Scalar[] =>
  value === undefined ? [] : Array.isArray(value) ? [...value] : [value]

/** The same comparison with another operator: the values stay where the new operator can hold them. */
export function withOperator({ op: before, value }: Comparison, op: Operator): Comparison {
  const shape = shapeOf(op)
  if (shape === 'none') return { op }
  if (shapeOf(before) === shape && value !== undefined) return { op, value }
  const isCalendar = (one: Operator) => ['days', 'period'].includes(shapeOf(one))
  // A number of days is no day, and a period is neither.
  const kept = isCalendar(before) || isCalendar(op) ? [] : scalarsOf(value)
  const [first] = kept
  switch (shape) {
    case 'days':
      return { op, value: 30 }
    case 'period':
      return { op, value: 'this_month' }
    case 'many':
      return { op, value: kept }
    case 'range':
      return kept.length === 0 ? { op } : { op, value: kept.slice(0, 2) }
    case 'one':
      return first === undefined ? { op } : { op, value: first }
  }
}

/** The comparison when it is complete, else null. */
export function readComparison({ op, value }: Comparison): Comparison | null {
  const values = scalarsOf(value)
  const filled = values.length > 0 && values.every((one) => one !== '')
  switch (shapeOf(op)) {
    case 'none':
      return { op }
    case 'range':
      return filled && values.length === 2 ? { op, value } : null
    case 'many':
      return filled && Array.isArray(value) ? { op, value } : null
    default:
      return filled ? { op, value } : null
  }
}
