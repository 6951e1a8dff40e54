import { z } from 'zod'
import { businessDay, dateLiteral } from './calendar.ts'
import { ledgerCondition, ledgerFilter, ledgerReach } from './ledger-filter.ts'
import { daysColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

/** Days from the last matching transaction to the as-of day; 0 = that day, missing = there is none. */
export const ledgerDaysSince = defineTagKind({
  source: 'ledger',
  schema: z.strictObject({ kind: z.literal('ledger_days_since'), ...ledgerFilter }),
  column: () => daysColumn,
  select: (definition, day) => {
    const last = businessDay(`maxOrNullIf(at, ${ledgerCondition(definition, day)})`, day.timezone)
    return `CAST(dateDiff('day', ${last}, ${dateLiteral(day.asOf)}) AS Nullable(Int32))`
  },
  reach: ledgerReach,
})
