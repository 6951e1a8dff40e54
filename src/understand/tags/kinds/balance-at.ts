import { z } from 'zod'
import { addDays } from '../../../platform/calendar-day.ts'
import { balanceClasses, ofClasses, openAt } from './balance-filter.ts'
import { dateLiteral } from './calendar.ts'
import { moneyColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

/** Sum of closing balances on the as-of day, or `daysAgo` days before it. With the default classes: AUM. */
export const balanceAt = defineTagKind({
  source: 'balance',
  schema: z.strictObject({
    kind: z.literal('balance_at'),
    classes: balanceClasses,
    daysAgo: z.number().int().min(0).max(3660).default(0),
  }),
  column: () => moneyColumn,
  select: (definition, day) => {
    const at = dateLiteral(addDays(day.asOf, -definition.daysAgo))
    return `toDecimal64(sumIf(amount, ${ofClasses(definition.classes)} AND ${openAt(at)}), 2)`
  },
  reach: (definition, day) => ({ since: addDays(day.asOf, -definition.daysAgo) }),
})
