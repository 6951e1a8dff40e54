import { z } from 'zod'
import { holdingCondition, holdingFilter } from './holding-filter.ts'
import { moneyColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

/** Sum of the amounts (principal or limit) of the open holdings that match. */
export const holdingSum = defineTagKind({
  source: 'holding',
  schema: z.strictObject({ kind: z.literal('holding_sum'), ...holdingFilter }),
  column: () => moneyColumn,
  select: (definition, day) => `toDecimal64(sumIf(amount, ${holdingCondition(definition, day)}), 2)`,
})
