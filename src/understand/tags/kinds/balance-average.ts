import { z } from 'zod'
import { addDays } from '../../../platform/calendar-day.ts'
import { calendarDay } from '../../rules/index.ts'
import { balanceClasses, ofClasses, openDays } from './balance-filter.ts'
import { daysInclusive, periodStart, windowStart, daysWindow } from './calendar.ts'
import { moneyColumn } from './tag-column.ts'
import { defineTagKind, type RefreshDay } from './tag-kind.ts'

const schema = z
  .strictObject({
    kind: z.literal('balance_average'),
    classes: balanceClasses,
    days: daysWindow.optional(),
    period: z.enum(['month', 'quarter', 'year']).optional(),
    since: calendarDay.optional(),
    divisor: z.number().int().min(1).max(3660).optional(),
  })
  .refine(
    (definition) =>
      [definition.days, definition.period, definition.since].filter((field) => field !== undefined).length ===
      1,
    { message: 'needs exactly one of "days", "period" and "since"' },
  )

/**
 * Daily average: the sum of the closing balances of the window's days over the number of elapsed days (or a fixed
 * `divisor`, as some banks divide a month by 30). Each change interval weighs as many days as it overlaps the window.
 */
export const balanceAverage = defineTagKind({
  source: 'balance',
  schema,
  column: () => moneyColumn,
  select: (definition, day) => {
    const first = firstDay(definition, day)
    const elapsed = daysInclusive(first, day.asOf)
    if (elapsed < 1) return 'toDecimal64(0, 2)'
    const balanceDays = `sumIf(amount * ${openDays(first, addDays(day.asOf, 1))}, ${ofClasses(definition.classes)})`
    return `toDecimal64(round(toDecimal128(${balanceDays}, 4) / ${definition.divisor ?? elapsed}, 2), 2)`
  },
  reach: (definition, day) => ({ since: firstDay(definition, day) }),
})

function firstDay(definition: z.output<typeof schema>, day: RefreshDay): string {
  if (definition.since !== undefined) return definition.since
  if (definition.period !== undefined) return periodStart(day, definition.period)
  return windowStart(day, definition.days ?? 1)
}
