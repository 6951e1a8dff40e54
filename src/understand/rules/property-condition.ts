import { z } from 'zod'
import { literal } from '../../platform/clickhouse/literal.ts'
import { lowerFirst } from './amount-condition.ts'
import { describeComparison } from './comparison-words.ts'
import { type Language, plainText } from './names.ts'
import { sqlText, sqlTexts } from './sql-text.ts'
import { numberOfText } from './text-values.ts'

const name = plainText(200).min(1)
const text = plainText(1000).min(1)
const number = z.number()

/**
 * A condition on one property of an event. Properties are texts; comparing with a number reads them as numbers. A
 * property that is absent, '' or not a number where a number is asked for never satisfies anything but is_not_set.
 */
export const propertyCondition = z.discriminatedUnion('op', [
  z.strictObject({
    property: name,
    op: z.literal(['eq', 'ne']),
    value: z.union([text, number, z.boolean()], 'must be a text, a number, or true or false'),
  }),
  z.strictObject({ property: name, op: z.literal(['gt', 'gte', 'lt', 'lte']), value: number }),
  z.strictObject({
    property: name,
    op: z.literal('between'),
    value: z
      .tuple([number, number], 'between needs two numbers: [from, to]')
      .refine(([low, high]) => low <= high, lowerFirst),
  }),
  z.strictObject({
    property: name,
    op: z.literal(['in', 'not_in']),
    value: z.array(text, 'must be a list of texts').min(1).max(1000),
  }),
  z.strictObject({ property: name, op: z.literal(['is_set', 'is_not_set']) }),
])
z.globalRegistry.add(propertyCondition, { id: 'PropertyCondition' })
export type PropertyCondition = z.output<typeof propertyCondition>

const comparison = { eq: '=', ne: '!=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/**
 * A property read as a number: null where it is none. The amount of money, which most rules about numbers ask for, has
 * a column of its own in `event`, so that the map is not read (1.7 million transfers: 21 ms against 66).
 */
export function propertyNumberSql(property: string): string {
  if (property === 'amount') return 'amount'
  return numberOfText(`properties[${sqlText(property)}]`)
}

/** " (amount is at least 5 and page is home)" – empty without conditions. */
export function describeProperties(conditions: readonly PropertyCondition[], language: Language): string {
  if (conditions.length === 0) return ''
  const texts = conditions.map((one) => `${one.property} ${describeComparison(one, language)}`)
  return language === 'en' ? ` (${texts.join(' and ')})` : `（${texts.join('且')}）`
}

/** The condition as SQL over a row of `event`; never null. */
export function propertyConditionSql(condition: PropertyCondition): string {
  const value = `properties[${sqlText(condition.property)}]`
  const asNumber = propertyNumberSql(condition.property)
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
