import { z } from 'zod'
import { balanceClasses, ofClasses, openAt } from './balance-filter.ts'
import { dateLiteral, windowStart, daysWindow } from './calendar.ts'
import { moneyColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

/**
 * Highest closing total of the window: the total of its first day, then swept over the days on which an interval begins
 * or ends. Within a day decreases come before increases, so that no passing sum exceeds the closing totals beside it.
 * Cents and days are collected as plain integers: arrays of tuples take three times as long.
 */
export const balancePeak = defineTagKind({
  source: 'balance',
  schema: z.strictObject({ kind: z.literal('balance_peak'), classes: balanceClasses, days: daysWindow }),
  column: () => moneyColumn,
  select: (definition, day) => {
    const [first, last] = [dateLiteral(windowStart(day, definition.days)), dateLiteral(day.asOf)]
    const counted = ofClasses(definition.classes)
    const cents = 'reinterpretAsInt64(amount)'
    const within = (column: string): string => `${counted} AND ${column} > ${first} AND ${column} <= ${last}`
    const [begins, ends] = [within('`from`'), within('`to`')]
    const start = `sumIf(${cents}, ${counted} AND ${openAt(first)})`
    const changes = `arrayConcat(groupArrayIf(${cents}, ${begins}), groupArrayIf(-${cents}, ${ends}))`
    const order = `arrayConcat(groupArrayIf(toInt32(\`from\`) * 2 + (amount > 0), ${begins}), groupArrayIf(toInt32(\`to\`) * 2 + (amount < 0), ${ends}))`
    const swept = `arrayCumSum(arrayPushFront(arraySort((change, at) -> at, ${changes}, ${order}), ${start}))`
    return `toDecimal64(toDecimal128(arrayMax(${swept}), 2) / 100, 2)`
  },
  reach: (definition, day) => ({ since: windowStart(day, definition.days) }),
})
