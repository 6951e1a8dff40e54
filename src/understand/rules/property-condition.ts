import { z } from 'zod'
import { literal } from '../../platform/clickhouse/literal.ts'
import { plainText } from './names.ts'
import { sqlText, sqlTexts } from './sql-text.ts'

const property = plainText(200).min(1)
const text = plainText(1000).min(1)
const number = z.number()

/**
 * A condition on one property of an event. Properties are texts; comparing with a number reads them as numbers. A
 * property that is absent, '' or not a number where a number is asked for never satisfies anything but is_not_set.
 */
export const propertyCondition = z.discriminatedUnion('op', [
  z.strictObject({ property, op: z.literal(['eq', 'ne']), value: z.union([text, number, z.boolean()]) }),
  z.strictObject({ property, op: z.literal(['gt', 'gte', 'lt', 'lte']), value: number }),
  z.strictObject({ property, op: z.literal('between'), value: z.tuple([number, number]) }),
  z.strictObject({ property, op: z.literal(['in', 'not_in']), value: z.array(text).min(1).max(1000) }),
  z.strictObject({ property, op: z.literal(['is_set', 'is_not_set']) }),
])
export type PropertyCondition = z.output<typeof propertyCondition>

const comparison = { eq: '=', ne: '!=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** The condition as SQL over a row of `event`; never null. */
export function propertyConditionSql(condition: PropertyCondition): string {
  const value = `properties[${sqlText(condition.property)}]`
  const asNumber = `toFloat64OrNull(${value})`
  switch (condition.op) {
    case 'is_set':
      return `${value} != ''`
    case 'is_not_set':
      return `${value} = ''`
    case 'in':
      return `${value} IN (${sqlTexts(condition.value)})`
    case 'not_in':
      return `(${value} != '' AND ${value} NOT IN (${sqlTexts(condition.value)}))`
    case 'between': {
      const [low, high] = condition.value
      return `ifNull(${asNumber} BETWEEN ${literal(low, 'Float64')} AND ${literal(high, 'Float64')}, false)`
    }
    default: {
      const sign = comparison[condition.op]
      if (typeof condition.value === 'number') {
        return `ifNull(${asNumber} ${sign} ${literal(condition.value, 'Float64')}, false)`
      }
      const compared = `${value} ${sign} ${sqlText(String(condition.value))}`
      return condition.op === 'ne' ? `(${value} != '' AND ${compared})` : compared
    }
  }
}
