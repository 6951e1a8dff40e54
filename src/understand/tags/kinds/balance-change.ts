import { z } from 'zod'
import { addDays } from '../../../platform/calendar-day.ts'
import { balanceClasses, ofClasses, openAt } from './balance-filter.ts'
import { dateLiteral, daysWindow } from './calendar.ts'
import { moneyColumn, numberColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

/** Closing balance now minus `days` days before; as a share of the earlier one it is missing when that was 0 or less. */
export const balanceChange = defineTagKind({
  source: 'balance',
  schema: z.strictObject({
    kind: z.literal('balance_change'),
    classes: balanceClasses,
    days: daysWindow,
    as: z.enum(['amount', 'share']).default('amount'),
  }),
  column: (definition) => (definition.as === 'share' ? numberColumn : moneyColumn),
  select: (definition, day) => {
    const total = (at: string): string => `sumIf(amount, ${ofClasses(definition.classes)} AND ${openAt(at)})`
    const now = total(dateLiteral(day.asOf))
    const before = total(dateLiteral(addDays(day.asOf, -definition.days)))
    if (definition.as === 'amount') return `toDecimal64(${now} - ${before}, 2)`
    return `if(${before} > 0, toFloat64(${now} - ${before}) / toFloat64(${before}), NULL)`
  },
  reach: (definition, day) => ({ since: addDays(day.asOf, -definition.days) }),
})
