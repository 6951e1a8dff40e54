import { z } from 'zod'
import { balanceClasses, ofClasses } from './balance-filter.ts'
import { dateLiteral, windowStart, daysWindow } from './calendar.ts'
import { moneyColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

/**
 * Highest closing total of the window. The total changes only where an interval begins or ends, so it is swept over
 * those days: sumMap nets the changes of one day, sorted by day, and the running sum is the total.
 */
export const balancePeak = defineTagKind({
  source: 'balance',
  schema: z.strictObject({ kind: z.literal('balance_peak'), classes: balanceClasses, days: daysWindow }),
  column: () => moneyColumn,
  select: (definition, day) => {
    const first = dateLiteral(windowStart(day, definition.days))
    const last = dateLiteral(day.asOf)
    const changes = `sumMapIf(
      [toInt32(greatest(\`from\`, ${first})), toInt32(\`to\`)],
      [amount, -amount],
      ${ofClasses(definition.classes)} AND \`from\` <= ${last} AND \`to\` > ${first})`
    const upToLast = `arrayFilter((total, changed) -> changed <= toInt32(${last}), arrayCumSum(${changes}.2), ${changes}.1)`
    return `toDecimal64(arrayMax(arrayPushBack(${upToLast}, 0)), 2)`
  },
  reach: (definition, day) => ({ since: windowStart(day, definition.days) }),
})
