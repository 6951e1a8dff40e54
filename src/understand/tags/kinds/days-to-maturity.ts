import { z } from 'zod'
import { dateLiteral } from './calendar.ts'
import { holdingCondition, holdingFilter } from './holding-filter.ts'
import { daysColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

/** Days until the nearest maturity of an open holding that matches; 0 = today, missing = none ahead. */
export const daysToMaturity = defineTagKind({
  source: 'holding',
  schema: z.strictObject({ kind: z.literal('days_to_maturity'), ...holdingFilter }),
  column: () => daysColumn,
  select: (definition, day) => {
    const at = dateLiteral(day.asOf)
    const nearest = `minOrNullIf(matures, ${holdingCondition(definition, day)} AND matures >= ${at})`
    return `CAST(dateDiff('day', ${at}, ${nearest}) AS Nullable(Int32))`
  },
})
