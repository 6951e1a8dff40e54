import { z } from 'zod'
import { identifier } from '../../../platform/clickhouse/literal.ts'
import { dateLiteral } from './calendar.ts'
import { daysColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

/**
 * Whole years, months or days since a date of the customer, as of the day. A birthday on 29 February is completed on
 * 1 March of a common year. Missing when the date is missing or lies ahead.
 */
export const age = defineTagKind({
  source: 'customer',
  schema: z.strictObject({
    kind: z.literal('age'),
    column: z.enum(['birth_date', 'opened']).default('birth_date'),
    unit: z.enum(['years', 'months', 'days']).default('years'),
  }),
  column: () => daysColumn,
  select: (definition, day) => {
    const from = identifier(definition.column)
    const to = dateLiteral(day.asOf)
    const unit = { years: 'year', months: 'month', days: 'day' }[definition.unit]
    return `if(${from} <= ${to}, toInt32(age('${unit}', ${from}, ${to})), NULL)`
  },
})
