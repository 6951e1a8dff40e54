import { z } from 'zod'
import { numberLiteral } from './comparison.ts'

const bound = z.number()
export const lowerFirst = 'between needs the lower value first: [from, to]'
export const amountOperator = z.enum(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between'])
export const amountValue = z
  .union([bound, z.tuple([bound, bound])], 'must be one number, or [from, to] for between')
  .refine((value) => !Array.isArray(value) || value[0] <= value[1], lowerFirst)

/** How a count or a sum is compared; `[from, to]` for between. */
export const amountCondition = { op: amountOperator.default('gte'), value: amountValue.default(1) }
const shape = z.object(amountCondition)
export type AmountCondition = z.output<typeof shape>

export function fitsOperator({ op, value }: AmountCondition): boolean {
  return (op === 'between') === Array.isArray(value)
}

const bounds = (value: AmountCondition['value']): [number, number] =>
  Array.isArray(value) ? value : [value, value]

const signs = { eq: '=', ne: '!=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** Whole numbers compare as such. */
const numberSql = (value: number, clickhouse: string): string =>
  Number.isSafeInteger(value) ? String(value) : numberLiteral(value, clickhouse)

/** @param clickhouse type of the compared expression */
export function amountSql(expression: string, { op, value }: AmountCondition, clickhouse: string): string {
  const [low, high] = bounds(value).map((one) => numberSql(one, clickhouse))
  return op === 'between' ? `${expression} BETWEEN ${low} AND ${high}` : `${expression} ${signs[op]} ${low}`
}

/** Would 0 satisfy it? What customers who never did it have. */
export function holdsForZero({ op, value }: AmountCondition): boolean {
  const [low, high] = bounds(value)
  switch (op) {
    case 'eq':
      return low === 0
    case 'ne':
      return low !== 0
    case 'gt':
      return low < 0
    case 'gte':
      return low <= 0
    case 'lt':
      return low > 0
    case 'lte':
      return low >= 0
    case 'between':
      return low <= 0 && high >= 0
  }
}

/** Do exactly the positive whole numbers satisfy it ("at least once"), exactly zero ("never"), or something else? */
export function countMeans(condition: AmountCondition): 'some' | 'none' | 'other' {
  const { op, value } = condition
  if (Array.isArray(value)) return value[0] === 0 && value[1] === 0 ? 'none' : 'other'
  if ((op === 'gte' && value === 1) || (op === 'gt' && value === 0) || (op === 'ne' && value === 0))
    return 'some'
  if ((op === 'lt' && value === 1) || (op === 'lte' && value === 0) || (op === 'eq' && value === 0))
    return 'none'
  return 'other'
}
